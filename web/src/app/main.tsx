import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Ringline } from '../ringline.js';
import { App } from './app.js';
import './theme.css';
import './layout.css';
import './people.css';
import './calls.css';
import { RinglineContext } from './ringline.context.js';

declare global {
  interface Window {
    /** For browser tests and the curious. */
    ringline: Ringline;
  }
}

const ringline = new Ringline();
window.ringline = ringline;
ringline.start();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <RinglineContext value={ringline}>
      <App />
    </RinglineContext>
  </StrictMode>,
);
