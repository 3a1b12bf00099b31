import { useEffect } from 'react';
import { isolated } from '../ui/direction.js';
import { RINGTONE, startTone } from './ringtone.js';

const BLINK_MS = 1_000;

/** A ringtone, the tab's title and, where allowed, a system notification; all of it ends with the component. */
export function useRinging(callId: string, displayName: string): void {
  const name = isolated(displayName);
  useEffect(() => startTone(RINGTONE), [callId]);
  useEffect(() => blinkTitle(`${name} is calling…`), [name]);
  useEffect(() => notify(callId, `${name} is calling`), [callId, name]);
}

/** Where people want less motion, the title changes once. */
function blinkTitle(text: string): () => void {
  const { title } = document;
  document.title = text;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const blink = () => (document.title = document.title === text ? title : text);
  const timer = still ? undefined : setInterval(blink, BLINK_MS);
  return () => {
    clearInterval(timer);
    document.title = title;
  };
}

/** Only for a page that nobody looks at; never asks for permission by itself. */
function notify(callId: string, text: string): (() => void) | undefined {
  const allowed = 'Notification' in window && Notification.permission === 'granted';
  if (!allowed || document.visibilityState === 'visible') return undefined;
  try {
    const notice = new Notification(text, { tag: callId, requireInteraction: true });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
    return () => notice.close();
  } catch {
    // Chromium on Android has them in service workers only.
    return undefined;
  }
}
