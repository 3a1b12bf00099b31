import { useLayoutEffect, useRef, type ReactNode } from 'react';

interface ModalProps {
  className: string;
  labelledBy: string;
  testId: string;
  children: ReactNode;
}

/**
 * A modal <dialog>: keeps the focus inside and gives it back; only its own buttons close it. It opens under
 * people's typing, so its heading takes the focus first (tabIndex -1): no stray Enter answers or hangs up.
 */
export function Modal({ className, labelledBy, testId, children }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current!;
    // The browser closes a dialog on a second Escape without asking.
    const stay = (event: KeyboardEvent) => event.key === 'Escape' && event.preventDefault();
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
    >
      {children}
    </dialog>
  );
}
