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
      <form action={(form) => room?.send(String(form.get('text')))}>
        <input name="text" placeholder="message" />
        <button>Send</button>
      </form>
    </section>
  );
}
