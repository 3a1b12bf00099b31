import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { isPressed } from './keyboard.js';

interface ModalProps {
  className?: string;
  labelledBy: string;
  testId: string;
  /** For Escape; without it only the dialog's own buttons close it. */
  onClose?: () => void;
  children: ReactNode;
}

/**
 * A modal <dialog>: keeps the focus inside and gives it back. Those of a call open under people's typing and stay, so its heading takes the focus first (tabIndex -1): no stray Enter answers or hangs up.
 */
export function Modal({ className, labelledBy, testId, onClose, children }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current!;
    // The browser closes a dialog on a second Escape without asking.
    const stay = (event: KeyboardEvent) => isPressed(event, 'Escape') && event.preventDefault();
    dialog.addEventListener('keydown', stay);
    dialog.showModal();
    return () => {
      dialog.removeEventListener('keydown', stay);
      dialog.close();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={className}
      aria-labelledby={labelledBy}
      data-testid={testId}
      onCancel={(event) => event.preventDefault()}
      onKeyDown={(event) => isPressed(event, 'Escape') && onClose?.()}
    >
      {children}
    </dialog>
  );
}
