import { clsx } from 'clsx';
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react';
import { CHAT_MESSAGE_MAX_LENGTH, type ChatRoom, type Message, type PendingMessage } from '@ringline/client';
import { PictureIcon } from '../ui/icons.js';
import { isPressed } from '../ui/keyboard.js';
import { setText, TextArea } from '../ui/text-field.js';
import { fits } from '../ui/text-limit.js';
import { ChosenPictures } from '../media/chosen-pictures.js';
import type { PictureChoice } from '../media/use-chosen-pictures.js';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import styles from './write-form.module.css';

const TYPES = 'image/jpeg,image/png,image/webp,image/gif';

interface WriteFormProps {
  chat: ChatRoom;
  /** The message that is answered. */
  replied?: Message;
  /** The draft from before the form was removed, as it is while the user is muted. */
  draft: RefObject<string>;
  /** A message that was refused and is written anew. */
  taken?: PendingMessage;
  /** Undefined: guests cannot upload. */
  pictures?: PictureChoice;
  onDone: () => void;
}

/** Enter sends, Shift and Enter begin a new line. Pictures are chosen or pasted here, or dropped on the chat. */
export function WriteForm({ chat, replied, draft, taken, pictures, onDone }: WriteFormProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const written = field.current!;
    setText(written, draft.current);
    return () => {
      draft.current = written.value;
    };
  }, [draft]);
  useLayoutEffect(() => {
    if (!taken) return;
    const { value } = field.current!;
    setText(field.current!, value.trim() === '' ? taken.text : `${taken.text}\n${value}`);
    field.current!.focus();
  }, [taken]);
  const send = () => {
    const text = field.current!.value.trim();
    // A text that is too long stays: the count below the field says by how much.
    if (pictures?.isUploading || !fits(text, { limit: CHAT_MESSAGE_MAX_LENGTH })) return;
    const attachments = pictures?.take() ?? [];
    if (text === '' && attachments.length === 0) return;
    chat.send(text, replied?.id, attachments);
    setText(field.current!, '');
    onDone();
  };
  const key = (event: KeyboardEvent) => {
    if (isPressed(event, 'Escape') && replied) return onDone();
    if (!isPressed(event, 'Enter') || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={styles.write}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {replied && (
        <p className={clsx(texts.hint, styles.reply)} data-testid="write-reply">
          Reply to <bdi>{replied.author.displayName}</bdi>
          <button type="button" className={buttons.act} onClick={onDone}>
            Cancel reply
          </button>
        </p>
      )}
      {pictures && (
        <>
          <ChosenPictures chosen={pictures.chosen} onRemove={pictures.remove} />
          <input
            ref={input}
            type="file"
            accept={TYPES}
            multiple
            className={texts.visuallyHidden}
            tabIndex={-1}
            aria-label="Picture files"
            data-testid="picture-files"
            onChange={({ target }) => {
              pictures.add(target.files ?? []);
              target.value = '';
            }}
          />
          <button
            type="button"
            className={buttons.icon}
            aria-label="Add pictures"
            onClick={() => input.current!.click()}
          >
            <PictureIcon />
          </button>
        </>
      )}
      <TextArea
        ref={field}
        limit={CHAT_MESSAGE_MAX_LENGTH}
        rows={1}
        aria-label="Message"
        placeholder="Write a message"
        data-testid="write"
        onChange={() => chat.write()}
        onPaste={({ clipboardData }) => pictures?.add(clipboardData.files)}
        onKeyDown={key}
      />
      <button type="submit" className={buttons.main} data-testid="send" disabled={pictures?.isUploading}>
        Send
      </button>
    </form>
  );
}
