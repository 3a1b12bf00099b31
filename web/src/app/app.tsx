import { useState } from 'react';
import { AuthForm } from '../auth/auth-form.js';
import { LinkPage } from '../auth/link-page.js';
import type { MailLink } from '../auth/mail-link.js';
import { Banner } from '../realtime/banner.js';
import { Home } from './home.js';
import { Logo } from './icons.js';
import { useObservable, useRingline } from './ringline.context.js';

/** @param opened the link from a mail that the page was opened with */
export function App({ opened }: { opened?: MailLink }) {
  const { status, user } = useObservable(useRingline().auth.state);
  const [link, setLink] = useState(opened);
  const leaveLink = () => {
    history.replaceState(null, '', '/');
    setLink(undefined);
  };
  if (link) return <LinkPage link={link} onDone={leaveLink} />;
  return (
    <>
      <Banner />
      {status === 'signedIn' && user && <Home key={user.id} user={user} />}
      {status === 'restoring' && (
        <div className="splash">
          <Logo />
        </div>
      )}
      {status === 'signedOut' && <AuthForm />}
    </>
  );
}
