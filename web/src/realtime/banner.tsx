import { useState } from 'react';
import type { AuthState, ConnectionState } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import buttons from '../ui/button.module.css';
import styles from './banner.module.css';

interface BannerText {
  state: 'connecting' | 'reconnecting' | 'signed-out' | 'resting' | 'stopped' | 'insecure';
  text: string;
}

const INSECURE: BannerText = {
  state: 'insecure',
  text: 'This page came over plain http: messages work, but calls and voice channels need https://.',
};

/** One line about the connection while it is not as it should be. */
export function Banner() {
  const { auth, connection } = useRingline();
  const [isKnown, setKnown] = useState(isSecureContext);
  const ofConnection = describe(useObservable(auth.state), useObservable(connection.state));
  const banner = ofConnection ?? (isKnown ? undefined : INSECURE);
  return (
    <div role="status" className={styles.place}>
      {banner && (
        <div className={styles.banner} data-testid="banner" data-state={banner.state}>
          {banner.text}
          {banner.state === 'stopped' && (
            <button type="button" className={buttons.quiet} onClick={() => connection.reopen()}>
              Connect again
            </button>
          )}
          {banner.state === 'insecure' && (
            <button type="button" className={buttons.quiet} onClick={() => setKnown(true)}>
              Understood
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function describe(auth: AuthState, connection: ConnectionState): BannerText | undefined {
  if (auth.status === 'restoring') return { state: 'connecting', text: 'Signing you in…' };
  if (auth.status === 'signedOut') {
    return auth.endedBecause ? { state: 'signed-out', text: farewell(auth.endedBecause) } : undefined;
  }
  switch (connection.status) {
    case 'connecting':
      return { state: 'connecting', text: 'Connecting…' };
    case 'reconnecting':
      return { state: 'reconnecting', text: 'The connection was lost. Reconnecting…' };
    case 'resting':
      return {
        state: 'resting',
        text: 'Paused while you were away. It continues as soon as you do something.',
      };
    case 'stopped':
      return { state: 'stopped', text: 'The server ended the connection.' };
    default:
      return undefined;
  }
}

function farewell(code: string): string {
  if (code === 'refresh_token_reused') {
    return 'You were signed out: this session was used in two places. Please sign in again.';
  }
  if (code === 'account_disabled') return 'You were signed out: this account is disabled.';
  return 'You were signed out because the session ended. Please sign in again.';
}
