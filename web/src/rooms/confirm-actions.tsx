import { clsx } from 'clsx';
import { useEffect, useId, useRef, useState } from 'react';
import buttons from '../ui/button.module.css';
import styles from './member-actions.module.css';

/** Asks for confirmation before an action. */
export interface ConfirmAction {
  /** On the button, as in "Ban". */
  label: string;
  question: string;
  isHarmless?: boolean;
  act: () => void;
}

export function ConfirmActions({ acts }: { acts: readonly ConfirmAction[] }) {
  const [asked, setAsked] = useState<string>();
  const trigger = useRef<HTMLButtonElement>(null);
  const act = acts.find(({ label }) => label === asked);
  const cancel = () => {
    setAsked(undefined);
    trigger.current?.focus();
  };
  return (
    <div className={styles.measure}>
      {acts.map(({ label, isHarmless }) => (
        <button
          key={label}
          type="button"
          className={clsx(buttons.plain, !isHarmless && buttons.warns)}
          aria-expanded={label === asked}
          onClick={({ currentTarget }) => {
            trigger.current = currentTarget;
            setAsked(label === asked ? undefined : label);
          }}
        >
          {label}
        </button>
      ))}
      {act && <Question key={act.label} {...act} onCancel={cancel} />}
    </div>
  );
}

/** Takes the focus, so that it is read aloud, with its words: a second Enter does nothing. */
function Question({ label, question, isHarmless, act, onCancel }: ConfirmAction & { onCancel: () => void }) {
  const id = useId();
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => words.current?.focus(), []);
  return (
    <div className={styles.question} role="group" aria-labelledby={id} data-testid="question">
      <p id={id} tabIndex={-1} ref={words}>
        {question}
      </p>
      <button type="button" className={buttons.quiet} onClick={onCancel}>
        Cancel
      </button>
      <button
        type="button"
        className={clsx(buttons.main, !isHarmless && buttons.danger, styles.confirm)}
        data-testid="confirm"
        onClick={act}
      >
        {label}
      </button>
    </div>
  );
}
