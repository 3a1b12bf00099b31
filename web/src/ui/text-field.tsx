import { clsx } from 'clsx';
import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type TextareaHTMLAttributes,
  useCallback,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { measured, type TextLimit } from './text-limit.js';
import texts from './text.module.css';
import styles from './text-field.module.css';

type TextElement = HTMLInputElement | HTMLTextAreaElement;

interface Limited extends TextLimit {
  /** Shows the count from the first character on, not only near the limit. */
  countsAlways?: boolean;
  /** Whether the text is short enough. */
  onFit?: (fits: boolean) => void;
}

type TextInputProps = InputHTMLAttributes<HTMLInputElement> & Limited & { ref?: Ref<HTMLInputElement> };
type TextAreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> &
  Limited & { ref?: Ref<HTMLTextAreaElement> };

/** A single-line text input, in the direction of its script. Nothing is cut off: the excess length is counted and shown. */
export function TextInput({ limit, inBytes, countsAlways, onFit, ref, ...input }: TextInputProps) {
  const { field, describedBy, wrong, note, measure } = useTextLimit<HTMLInputElement>(
    { limit, inBytes, countsAlways, onFit },
    input,
  );
  useImperativeHandle(ref, () => field.current!);
  return (
    <>
      <input
        dir="auto"
        {...input}
        ref={field}
        aria-describedby={describedBy}
        aria-invalid={wrong}
        onInput={measure}
      />
      {note}
    </>
  );
}

/** The same on several lines. */
export function TextArea({ limit, inBytes, countsAlways, onFit, ref, ...area }: TextAreaProps) {
  const { field, describedBy, wrong, note, measure } = useTextLimit<HTMLTextAreaElement>(
    { limit, inBytes, countsAlways, onFit },
    area,
  );
  useImperativeHandle(ref, () => field.current!);
  return (
    <>
      <textarea
        dir="auto"
        {...area}
        ref={field}
        aria-describedby={describedBy}
        aria-invalid={wrong}
        onInput={measure}
      />
      {note}
    </>
  );
}

/** Writes into a field as if the user had typed it. */
export function setText(field: TextElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

interface Attributes {
  name?: string;
  value?: unknown;
  'aria-describedby'?: string;
  'aria-invalid'?: unknown;
}

function useTextLimit<E extends TextElement>(
  { limit, inBytes, countsAlways = false, onFit }: Limited,
  { name, value, 'aria-describedby': described, 'aria-invalid': invalid }: Attributes,
) {
  const id = useId();
  const field = useRef<E>(null);
  const lastSent = useRef(true);
  const [count, setCount] = useState({ text: '', fits: true });
  const measure = useCallback(() => {
    const { length, fits, words } = measured(field.current!.value, { limit, inBytes });
    field.current!.setCustomValidity(fits ? '' : words);
    const isNear = length > limit * 0.9;
    const text = isNear || countsAlways ? words : '';
    setCount((held) => (held.text === text && held.fits === fits ? held : { text, fits }));
    if (lastSent.current !== fits) onFit?.(fits);
    lastSent.current = fits;
  }, [limit, inBytes, countsAlways, onFit]);
  useLayoutEffect(measure, [measure, value]);

  const note: ReactNode = (
    <span
      id={id}
      role="status"
      className={clsx(count.fits ? texts.hint : texts.error, styles.count)}
      data-testid={`${name ?? 'text'}-counter`}
    >
      {count.text}
    </span>
  );
  return {
    field,
    measure,
    note,
    describedBy: [described, count.text && id].filter(Boolean).join(' ') || undefined,
    wrong: count.fits ? (invalid as boolean | undefined) : true,
  };
}
