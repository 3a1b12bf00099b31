/** A user with the page in a real Chromium. */
import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { CallDetail, CallSettings } from '../../src/calls/calls.protocol.js';
import { PASSWORD } from './client.js';
import { eventually } from './eventually.js';
import { instanceUrl } from './instances.js';
import { packetsInCall } from './packets-in-call.js';
import { closeMeasured, measurePage } from './page-coverage.js';

const WAIT_MS = 20_000;
/** Once around the page, also when the people of other tests are online and listed. */
const TABS_MAX = 500;

/** APIs of the page and the browser for scripts; these tests are compiled without the browser's types. */
export interface PageGlobals {
  ringline: {
    auth: {
      state: { value: { user?: { username: string } } };
      refresh(): Promise<void>;
      freshToken(): Promise<string>;
      send<T>(method: 'GET' | 'POST', path: string, request?: { body: object }): Promise<T>;
    };
    connection: { state: { value: { status: string } }; open(): void; close(): void };
    calls: {
      active?: {
        id: string;
        state: { value: { localStream: { getAudioTracks(): { label: string }[] } } };
        getStats(): Promise<Map<string, InboundRtp>>;
      };
      settings: { get(): Promise<CallSettings> };
    };
    voice: { active?: { state: { value: { members: VoiceMember[] } } } };
  };
  document: { cookie: string };
  isSecureContext: boolean;
  Storage: { prototype: { setItem: () => void } };
  Navigator: { prototype: object };
  DOMException: new (message: string, name: string) => Error;
  localStorage: Record<string, string>;
  sessionStorage: Record<string, string>;
  indexedDB: { databases(): Promise<unknown[]> };
}

interface VoiceMember {
  username: string;
  media?: { getStats(): Promise<Map<string, InboundRtp>> };
}

interface FocusGlobals {
  document: { body: object; activeElement: { closest(selector: string): unknown; textContent: string } };
}

interface InboundRtp {
  type: string;
  kind: string;
  packetsReceived: number;
}

export class Visitor {
  readonly username: string;
  /** The complaints in the page's console. */
  readonly complaints: string[] = [];

  private constructor(
    name: string,
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.username = `${name}-${randomBytes(6).toString('hex')}`;
    this.watch(page);
  }

  /** Opens the page the way its users do, by the server's public URL. */
  static async arrives(
    browser: Browser,
    name: string,
    url = instanceUrl(),
    device: BrowserContextOptions = {},
    /** A script that runs in the page before its own scripts. */
    first?: () => void,
  ): Promise<Visitor> {
    const origin = url.replace('127.0.0.1', 'localhost');
    const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...device });
    if (first) await context.addInitScript(first);
    const visitor = new Visitor(name, context, await context.newPage());
    await measurePage(visitor.page);
    await visitor.page.goto(`${origin}/`);
    return visitor;
  }

  /** Another tab of the same browser. */
  async opensTab(): Promise<Page> {
    const tab = await this.context.newPage();
    this.watch(tab);
    await measurePage(tab);
    await tab.goto(this.page.url());
    return tab;
  }

  cookies() {
    return this.context.cookies();
  }

  async hasNoCookie(unwanted: string): Promise<void> {
    await eventually(
      async () => (await this.cookies()).map(({ name }) => name),
      (names) => !names.includes(unwanted),
    );
  }

  /** All that a script that was smuggled in could take away at rest. */
  whatScriptsSee(): Promise<string> {
    return this.page.evaluate(async () => {
      const { document, localStorage, sessionStorage, indexedDB } = globalThis as unknown as PageGlobals;
      const databases = await indexedDB.databases();
      return JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, databases]);
    });
  }

  async registers(email = ''): Promise<void> {
    await this.clicks('auth-mode-register');
    await this.element('auth-username').fill(this.username);
    await this.element('auth-email').fill(email);
    await this.element('auth-password').fill(PASSWORD);
    await this.clicks('auth-submit');
    await this.sees('me-name');
  }

  async entersAsGuest(): Promise<void> {
    await this.clicks('auth-guest');
    await this.sees('me-name');
  }

  /** The other's row in the list, once they are online. */
  async seesOnline(other: { username: string }): Promise<Locator> {
    const row = this.page.locator(
      `[data-testid=user-row][data-username="${other.username}"][data-status=ONLINE]`,
    );
    await row.waitFor();
    return row;
  }

  async rings(other: { username: string }, media: 'audio' | 'video'): Promise<void> {
    const row = await this.seesOnline(other);
    await row.getByTestId(`call-${media}`).click();
    await this.sees('outgoing');
  }

  async accepts(): Promise<void> {
    await this.sees('incoming');
    await this.clicks('accept');
  }

  async sees(id: string): Promise<void> {
    await this.element(id).waitFor();
  }

  async clicks(id: string): Promise<void> {
    await this.element(id).click();
  }

  element(id: string): Locator {
    return this.page.getByTestId(id).first();
  }

  /** How many packets of that kind have arrived, once it is more than `before`. */
  receives(kind: 'audio' | 'video', before = 0): Promise<number> {
    const count = () => this.page.evaluate(packetsInCall, kind);
    return eventually(count, (packets) => packets > before);
  }

  /** Joins the voice channel of a room that the page lists. */
  async joinsVoice(room: string): Promise<void> {
    await this.page.locator(`[data-testid=room-row][data-room="${room}"]`).getByTestId('join-voice').click();
    await this.page.locator('[data-testid=voice][data-status=joined]').waitFor();
  }

  /** Another participant's tile in the voice channel. */
  tileOf(other: Visitor): Locator {
    return this.page.locator(`[data-testid=voice-member][data-username="${other.username}"]`);
  }

  /** Waits until sound of the peer comes in, and goes on coming. */
  async hears(other: Visitor): Promise<void> {
    await this.tileOf(other).waitFor();
    const first = await this.heard(other, 0);
    await this.heard(other, first);
  }

  private heard(other: Visitor, before: number): Promise<number> {
    const count = () =>
      this.page.evaluate(async (username) => {
        const { active } = (globalThis as unknown as PageGlobals).ringline.voice;
        const member = active?.state.value.members.find((member) => member.username === username);
        let packets = 0;
        (await member?.media?.getStats())?.forEach((stat) => {
          if (stat.type === 'inbound-rtp' && stat.kind === 'audio') packets += stat.packetsReceived;
        });
        return packets;
      }, other.username);
    return eventually(count, (packets) => packets > before);
  }

  /** Presses Tab until that is focused: an element that a keyboard cannot reach is not found. */
  async tabsTo(role: 'button' | 'heading' | 'combobox' | 'checkbox', name: string | RegExp): Promise<void> {
    const wanted = this.page.getByRole(role, { name });
    await wanted.first().waitFor();
    for (let presses = 0; presses < TABS_MAX; presses += 1) {
      if (
        await wanted.evaluateAll((found) =>
          found.some((element) => element === (globalThis as unknown as FocusGlobals).document.activeElement),
        )
      )
        return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to the ${role} ${String(name)}`);
  }

  /** Whether something that is not in there is focused; the document itself does not count. */
  focusIsOutside(selector: string): Promise<boolean> {
    return this.page.evaluate((place) => {
      const { body, activeElement } = (globalThis as unknown as FocusGlobals).document;
      return activeElement !== body && !activeElement.closest(place);
    }, selector);
  }

  focusedName(): Promise<string> {
    return this.page.evaluate(
      () => (globalThis as unknown as FocusGlobals).document.activeElement.textContent,
    );
  }

  /** The name of the microphone that the call sends from. */
  microphoneInUse(): Promise<string | undefined> {
    return this.page.evaluate(
      () =>
        (
          globalThis as unknown as PageGlobals
        ).ringline.calls.active!.state.value.localStream.getAudioTracks()[0]?.label,
    );
  }

  presses(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  /** The id of the call that this page takes part in. */
  callId(): Promise<string> {
    return this.page.evaluate(() => (globalThis as unknown as PageGlobals).ringline.calls.active!.id);
  }

  /** A call as the server's record has it. */
  record(callId: string): Promise<CallDetail> {
    return this.page.evaluate(
      (id) =>
        (globalThis as unknown as PageGlobals).ringline.auth.send<CallDetail>('GET', `/api/calls/${id}`),
      callId,
    );
  }

  callSettings(): Promise<CallSettings> {
    return this.page.evaluate(() => (globalThis as unknown as PageGlobals).ringline.calls.settings.get());
  }

  /** The page's connection to the server breaks; media goes on. */
  disconnects(): Promise<void> {
    return this.page.evaluate(() => (globalThis as unknown as PageGlobals).ringline.connection.close());
  }

  reconnects(): Promise<void> {
    return this.page.evaluate(() => (globalThis as unknown as PageGlobals).ringline.connection.open());
  }

  /** Of which type this side's end of the media's path is. */
  candidateType(): Promise<string | undefined> {
    return this.page.evaluate(async () => {
      const { active } = (globalThis as unknown as PageGlobals).ringline.calls;
      const stats = (await active!.getStats()) as unknown as Map<string, Record<string, string>>;
      const transport = [...stats.values()].find(({ type }) => type === 'transport');
      const pair = stats.get(transport?.['selectedCandidatePairId'] ?? '');
      return stats.get(pair?.['localCandidateId'] ?? '')?.['candidateType'];
    });
  }

  /** The pictures that this side is to compare, as a list of "picture word". */
  async securityPictures(): Promise<string[]> {
    const pictures = this.element('short-auth').getByRole('listitem');
    await pictures.first().waitFor();
    return pictures.allInnerTexts();
  }

  /** The other side was reached, but its certificate was not the announced one. */
  async failsToConnect(): Promise<void> {
    await eventually(
      () => this.dtlsState(),
      (state) => state === 'failed',
    );
  }

  async leaves(): Promise<void> {
    await closeMeasured(this.context.pages());
    await this.context.close();
  }

  private dtlsState(): Promise<string | undefined> {
    return this.page.evaluate(async () => {
      const { active } = (globalThis as unknown as PageGlobals).ringline.calls;
      const stats = (await active!.getStats()) as unknown as Map<string, Record<string, string>>;
      return [...stats.values()].find(({ type }) => type === 'transport')?.['dtlsState'];
    });
  }

  private watch(page: Page): void {
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }
}
