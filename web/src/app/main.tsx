import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { mailLink, takeMailLink } from '../auth/mail-link.js';
import { Ringline, takeOauthArrival } from '@ringline/client';
import { RinglineProvider } from '@ringline/react';
import { invitationToken, takeInvitation } from '../rooms/invitation-link.js';
import { App } from './app.js';
import './theme.css';
import './layout.css';
import './shell.css';
import './people.css';
import './rooms.css';
import './chat.css';
import './messages.css';
import './pictures.css';
import './calls.css';
import './settings.css';
import './profile.css';
import './manage.css';
import './measures.css';
import './phone.css';

declare global {
  interface Window {
    /** For browser tests and the curious. */
    ringline: Ringline;
  }
}

const opened = takeMailLink();
const invitation = takeInvitation();
// Another link opened in this tab changes the fragment alone.
addEventListener('hashchange', () => {
  if (mailLink(location.pathname, location.hash)?.token || invitationToken(location.hash)) location.reload();
});

const ringline = new Ringline();
window.ringline = ringline;
ringline.start(takeOauthArrival());

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <RinglineProvider ringline={ringline}>
      <App opened={opened} invitation={invitation} />
    </RinglineProvider>
  </StrictMode>,
);
