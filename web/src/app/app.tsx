import { useState } from 'react';
import { AuthForm } from '../auth/auth-form.js';
import { LinkPage } from '../auth/link-page.js';
import type { MailLink } from '../auth/mail-link.js';
import { Banner } from '../realtime/banner.js';
import { clearInvitation } from '../rooms/invitation-link.js';
import { Home } from './home.js';
import { Logo } from '../ui/icons.js';
import { useObservable, useRingline } from '@ringline/react';
import banners from '../realtime/banner.module.css';
import styles from './app.module.css';

interface AppProps {
  /** The link from a mail that the page was opened with. */
  opened?: MailLink;
  /** The token of an invitation into a room; kept until the user has signed in. */
  invitation?: string;
}

export function App({ opened, invitation }: AppProps) {
  const { status, user } = useObservable(useRingline().auth.state);
  const [link, setLink] = useState(opened);
  const [invited, setInvited] = useState(invitation);
  const leaveLink = () => {
    history.replaceState(null, '', '/');
    setLink(undefined);
  };
  const leaveInvitation = () => {
    clearInvitation();
    setInvited(undefined);
  };
  if (link) return <LinkPage link={link} onDone={leaveLink} />;
  return (
    <>
      <Banner />
      {status === 'signedIn' && user && (
        <Home key={user.id} user={user} invitation={invited} onInvitationDone={leaveInvitation} />
      )}
      {status === 'restoring' && (
        <div className={styles.splash}>
          <Logo />
        </div>
      )}
      {status === 'signedOut' && invited && (
        <p className={banners.banner} role="status" data-testid="invited">
          Sign in to join the room that you are invited to.
        </p>
      )}
      {status === 'signedOut' && <AuthForm />}
    </>
  );
}
