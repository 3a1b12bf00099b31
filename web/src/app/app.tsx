import { AuthForm } from '../auth/auth-form.js';
import { Banner } from '../realtime/banner.js';
import { Home } from './home.js';
import { Logo } from './icons.js';
import { useObservable, useRingline } from './ringline.context.js';

export function App() {
  const { status, user } = useObservable(useRingline().auth.state);
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
