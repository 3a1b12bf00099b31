import { Ringline } from '@ringline/client';
import { RinglineProvider, useAuth } from '@ringline/react';
import { createRoot } from 'react-dom/client';
import { Call } from './call.js';
import { Chat } from './chat.js';
import { SignIn } from './sign-in.js';

const server = import.meta.env.VITE_RINGLINE_URL as string | undefined;
const ringline = new Ringline({ baseUrl: server ?? 'http://localhost:3000' });
ringline.start();

function App() {
  const { status, user } = useAuth();
  if (status === 'restoring') return null;
  if (!user) return <SignIn />;
  return (
    <>
      <p>Signed in as {user.displayName}</p>
      <Call />
      <Chat slug="public" />
    </>
  );
}

createRoot(document.getElementById('root')!).render(
  <RinglineProvider ringline={ringline}>
    <App />
  </RinglineProvider>,
);
