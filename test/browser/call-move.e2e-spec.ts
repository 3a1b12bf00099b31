/**
 * Ana talks to ben from her phone and goes on talking from her laptop: three real pages, and media at every moment.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let phone: Visitor;
let laptop: Visitor;
let ben: Visitor;

interface Connection {
  closed: boolean;
  packets: Record<'audio' | 'video', number>;
  /** The packets that the other connections of the page had received when this one was closed. */
  othersAtClose?: Record<'audio' | 'video', number>[];
}

/** Keeps an eye on every RTCPeerConnection that a page makes from now on. */
async function watchConnections(page: Page): Promise<void> {
  await page.evaluate(() => {
    interface Stat {
      type: string;
      kind: 'audio' | 'video';
      packetsReceived: number;
    }
    interface Native {
      close(): void;
      getStats(): Promise<Map<string, Stat>>;
    }
    const global = globalThis as unknown as {
      RTCPeerConnection: new (...given: unknown[]) => Native;
      connections: Connection[];
    };
    const { RTCPeerConnection } = global;
    const connections: Connection[] = (global.connections = []);
    const watched: Watched[] = [];
    class Watched extends RTCPeerConnection {
      readonly seen: Connection = { closed: false, packets: { audio: 0, video: 0 } };

      constructor(...given: unknown[]) {
        super(...given);
        connections.push(this.seen);
        watched.push(this);
        void this.look();
      }

      override close(): void {
        if (!this.seen.closed) void this.noteOthers();
        this.seen.closed = true;
        super.close();
      }

      /** Read at the moment of closing: the last count may be older than the packets that led to it. */
      async noteOthers(): Promise<void> {
        const others = watched.filter((one) => one !== this && !one.seen.closed);
        await Promise.all(others.map((one) => one.count()));
        this.seen.othersAtClose = others.map(({ seen }) => ({ ...seen.packets }));
      }

      async count(): Promise<void> {
        for (const stat of (await this.getStats()).values())
          if (stat.type === 'inbound-rtp') this.seen.packets[stat.kind] = stat.packetsReceived;
      }

      async look(): Promise<void> {
        while (!this.seen.closed) {
          await this.count();
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }
    }
    global.RTCPeerConnection = Watched;
  });
}

/** The connections over which media came. */
async function connections(visitor: Visitor): Promise<Connection[]> {
  const all = await visitor.page.evaluate(
    () => (globalThis as unknown as { connections: Connection[] }).connections,
  );
  return all.filter(({ packets }) => packets.audio > 0);
}

async function hears(visitor: Visitor): Promise<void> {
  for (const kind of ['audio', 'video'] as const) {
    const first = await visitor.receives(kind);
    expect(await visitor.receives(kind, first)).toBeGreaterThan(first);
  }
}

beforeAll(async () => {
  browser = await launchChromium();
  phone = await Visitor.arrives(browser, 'ana');
  laptop = await Visitor.arrives(browser, 'laptop');
  ben = await Visitor.arrives(browser, 'ben');
  await phone.registers();
  await ben.registers();
  await laptop.element('auth-username').fill(phone.username);
  await laptop.element('auth-password').fill(PASSWORD);
  await laptop.clicks('auth-submit');
  await laptop.sees('me-name');
  for (const visitor of [phone, laptop, ben]) await watchConnections(visitor.page);
});

afterAll(async () => {
  await browser?.close();
});

test('the laptop, which ana has not called from, offers to continue', async () => {
  await phone.rings(ben, 'video');
  await ben.accepts();
  await hears(ben);
  await hears(phone);
  await laptop.sees('call-elsewhere');
  expect(await phone.element('call-elsewhere').count()).toBe(0);
  expect(await ben.element('call-elsewhere').count()).toBe(0);
});

async function moves(from: Visitor, to: Visitor): Promise<void> {
  const before = (await connections(ben)).length;
  await to.clicks('continue-here');
  await to.sees('in-call');
  await from.element('in-call').waitFor({ state: 'detached' });
  await from.page.locator('[data-testid=call-ended][data-reason=moved]').waitFor();
  await from.sees('call-elsewhere');
  await hears(to);

  const [old, next] = await eventually(
    async () => (await connections(ben)).slice(before - 1),
    (all) => all.length === 2 && all[0]!.othersAtClose !== undefined,
  );
  // Make before break: media had to arrive over the new one when the old one was closed.
  expect(old!.othersAtClose!.some(({ audio, video }) => audio + video > 0)).toBe(true);
  expect(next!.closed).toBe(false);
  await hears(ben);
  await ben.sees('in-call');
  expect(await ben.page.getByTestId('call-ended').count()).toBe(0);
}

test('ana continues on the laptop; ben sees and hears her all the time', () => moves(phone, laptop));

test('and back on the phone', () => moves(laptop, phone));

test('a user who changes their mind leaves the call where it is', async () => {
  await laptop.page.evaluate(() => {
    // The laptop's media never gets through.
    const { RTCPeerConnection } = globalThis as unknown as {
      RTCPeerConnection: {
        prototype: { addIceCandidate(): Promise<void>; setRemoteDescription(): Promise<void> };
      };
    };
    RTCPeerConnection.prototype.setRemoteDescription = () => new Promise(() => undefined);
  });
  await laptop.clicks('continue-here');
  await laptop.sees('in-call');
  await laptop.clicks('hangup');
  await laptop.element('in-call').waitFor({ state: 'detached' });
  await laptop.sees('call-elsewhere');
  await hears(ben);
  await hears(phone);
});

test('ends everywhere when ben hangs up', async () => {
  await ben.clicks('hangup');
  await phone.element('in-call').waitFor({ state: 'detached' });
  await laptop.element('call-elsewhere').waitFor({ state: 'detached' });
  expect(await phone.element('call-elsewhere').count()).toBe(0);
});

test('the pages had nothing to complain about', () => {
  expect([phone, laptop, ben].map(({ complaints }) => complaints)).toEqual([[], [], []]);
});
