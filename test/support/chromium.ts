/** A real Chromium with a fake microphone and camera. */
import { type Browser, chromium } from 'playwright-core';
import { measureBrowser } from './page-coverage.js';
import { onPath } from './services.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Encoding 20 pictures a second without a GPU takes a core for each call.
  '--use-fake-device-for-media-stream=fps=5',
  '--use-fake-ui-for-media-stream',
  // Where only loopback exists, peers must be allowed to meet there.
  '--allow-loopback-in-peer-connection',
];

/** Without the browser around the pages, where that is installed: opening a page takes a third of the CPU. */
export function launchChromium(...flags: string[]): Promise<Browser> {
  return launch(onPath('chromium-headless-shell') ?? onPath('chromium'), flags);
}

/** With the browser around the pages: it keeps devices' ids from tab to tab, and a page learns that its window is closed. */
export function launchWholeChromium(...flags: string[]): Promise<Browser> {
  return launch(onPath('chromium'), flags);
}

async function launch(executablePath: string | undefined, flags: string[]): Promise<Browser> {
  return measureBrowser(await chromium.launch({ executablePath, args: [...FLAGS, ...flags] }));
}
