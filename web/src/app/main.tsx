// First: it names the layers.
import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { mailLink, takeMailLink } from '../auth/mail-link.js';
import { Ringline, takeOauthArrival } from '@ringline/client';
import { RinglineProvider } from '@ringline/react';
import { invitationToken, takeInvitation } from '../rooms/invitation-link.js';
import { App } from './app.js';

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
