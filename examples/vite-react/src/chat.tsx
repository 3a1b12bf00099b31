import { useRoom } from '@ringline/react';

export function Chat({ slug }: { slug: string }) {
  const { room, state } = useRoom(slug);
  return (
    <section aria-label="Chat">
      <ul>
        {state?.messages.map(({ id, author, text }) => (
          <li key={id}>
            {author.displayName}: {text}
          </li>
        ))}
      </ul>
      <form
        action={(form) => {
          const text = form.get('text');
          if (typeof text === 'string') room?.send(text);
        }}
      >
        <input name="text" placeholder="message" />
        <button>Send</button>
      </form>
    </section>
  );
}
