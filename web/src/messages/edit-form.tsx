import type { FormEvent } from 'react';
import { CHAT_MESSAGE_MAX_LENGTH } from '@ringline/client';
import { isPressed } from '../ui/keyboard.js';
import { TextArea } from '../ui/text-field.js';
import { typed } from '../ui/use-request.js';
import buttons from '../ui/button.module.css';
import styles from './write-form.module.css';

interface EditFormProps {
  text: string;
  /** Something else is left when there is no text. */
  mayBeEmpty: boolean;
  onSave: (text: string) => void;
  onCancel: () => void;
}

export function EditForm({ text, mayBeEmpty, onSave, onCancel }: EditFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSave(typed(event.currentTarget, 'text'));
  };
  return (
    <form
      className={styles.write}
      onSubmit={submit}
      onKeyDown={(event) => isPressed(event, 'Escape') && onCancel()}
    >
      <TextArea
        name="text"
        limit={CHAT_MESSAGE_MAX_LENGTH}
        rows={2}
        required={!mayBeEmpty}
        defaultValue={text}
        aria-label="Edit the message"
        autoFocus
      />
      <button type="submit" className={buttons.main}>
        Save
      </button>
      <button type="button" className={buttons.quiet} onClick={onCancel}>
        Cancel
      </button>
    </form>
  );
}
