/** A user with the page in a real Firefox, a WebRTC stack that shares nothing with Chromium's. */
import { randomBytes } from 'node:crypto';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { PASSWORD } from './client.js';
import { eventually } from './eventually.js';
import { instanceUrl } from './instances.js';
import { packetsInCall } from './packets-in-call.js';
import { onPath } from './services.mjs';

const WAIT_MS = 20_000;

export function launchFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: onPath('firefox-esr')!,
    headless: true,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      // Where only loopback exists, peers must be allowed to meet there, by IP addresses that need no mDNS.
      'media.peerconnection.ice.loopback': true,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'media.autoplay.default': 0,
    },
  });
}

export class FirefoxVisitor {
  readonly username: string;

  private constructor(
    name: string,
    private readonly page: Page,
  ) {
    this.username = `${name}-${randomBytes(6).toString('hex')}`;
    page.setDefaultTimeout(WAIT_MS);
  }

  static async arrives(browser: Browser, name: string, url = instanceUrl()): Promise<FirefoxVisitor> {
    const visitor = new FirefoxVisitor(name, await browser.newPage());
    await visitor.page.goto(`${url.replace('127.0.0.1', 'localhost')}/`);
    return visitor;
  }

  async registers(): Promise<void> {
    await this.clicks('auth-mode-register');
    await this.page.locator(testId('auth-username')).fill(this.username);
    await this.page.locator(testId('auth-password')).fill(PASSWORD);
    await this.clicks('auth-submit');
    await this.sees('me-name');
  }

  async rings(other: { username: string }, media: 'audio' | 'video'): Promise<void> {
    const row = `${testId('user-row')}[data-username="${other.username}"][data-status=ONLINE]`;
    await this.page.locator(`${row} ${testId(`call-${media}`)}`).click();
    await this.sees('outgoing');
  }

  async accepts(): Promise<void> {
    await this.sees('incoming');
    await this.clicks('accept');
  }

  async sees(id: string): Promise<void> {
    await this.page.waitForSelector(testId(id));
  }

  async seesNo(id: string): Promise<void> {
    await this.page.waitForSelector(testId(id), { hidden: true });
  }

  async clicks(id: string): Promise<void> {
    await this.page.locator(testId(id)).click();
  }

  /** How many packets of that kind have arrived, once it is more than `before`. */
  receives(kind: 'audio' | 'video', before = 0): Promise<number> {
    const count = () => this.page.evaluate(packetsInCall, kind);
    return eventually(count, (packets) => packets > before);
  }
}

function testId(id: string): string {
  return `[data-testid=${id}]`;
}
