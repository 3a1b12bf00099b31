import { useEffect, useState } from 'react';
import { type CallSettings, RinglineError } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import texts from '../ui/text.module.css';
import styles from './call-settings-form.module.css';

const CHOICES: { name: keyof CallSettings; label: string; hint: string }[] = [
  {
    name: 'callWaiting',
    label: 'Call waiting',
    hint: 'Ring while I am in another call. Otherwise callers hear that I am busy.',
  },
  {
    name: 'relayOnly',
    label: 'Hide my address',
    hint: 'Send audio and video through a relay only, so that the people I call do not learn my network address.',
  },
];

/** How one wants to be called; each change is kept at once, for all devices. */
export function CallSettingsForm() {
  const { calls } = useRingline();
  const [settings, setSettings] = useState<CallSettings>();
  const [error, setError] = useState<RinglineError>();

  useEffect(() => {
    let over = false;
    calls.settings.get().then(
      (held) => over || setSettings(held),
      (cause: unknown) => over || setError(RinglineError.from(cause)),
    );
    return () => {
      over = true;
    };
  }, [calls]);

  const change = async (name: keyof CallSettings, on: boolean) => {
    const before = settings;
    setError(undefined);
    setSettings(before && { ...before, [name]: on });
    try {
      setSettings(await calls.settings.change({ [name]: on }));
    } catch (cause) {
      setSettings(before);
      setError(RinglineError.from(cause));
    }
  };

  return (
    <>
      {settings &&
        CHOICES.map(({ name, label, hint }) => (
          <div key={name} className={styles.choice}>
            <input
              type="checkbox"
              id={`setting-${name}`}
              checked={settings[name]}
              aria-describedby={`setting-${name}-hint`}
              data-testid={`setting-${name}`}
              onChange={({ target }) => void change(name, target.checked)}
            />
            <label htmlFor={`setting-${name}`}>{label}</label>
            <p className={texts.hint} id={`setting-${name}-hint`}>
              {hint}
            </p>
          </div>
        ))}
      <ErrorNotice error={error} />
    </>
  );
}
