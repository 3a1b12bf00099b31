/** The common fields of React's and the browser's keyboard events. */
interface KeyPress {
  key: string;
  keyCode: number;
  isComposing?: boolean;
  nativeEvent?: { isComposing: boolean };
}

/** Browsers give this code to whatever an input method takes; Safari also to the Enter that ends a word, after the word has ended. */
const TAKEN_BY_INPUT_METHOD = 229;

/**
 * Whether that key was pressed, and not while composing a word with an input method (Japanese, Chinese, Korean), to which Enter
 * and Escape belong until the word is chosen.
 */
export function isPressed(event: KeyPress, key: 'Enter' | 'Escape'): boolean {
  const isComposing = event.nativeEvent?.isComposing ?? event.isComposing ?? false;
  return event.key === key && !isComposing && event.keyCode !== TAKEN_BY_INPUT_METHOD;
}
