/** Eve owns the server: she changes relayed signals, and may end both encrypted connections on a page of her own. */
import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import type { SignalBody } from '../../src/signaling/signaling.protocol.js';
import type { Visitor } from './visitor.js';

type Change = (body: SignalBody) => SignalBody | Promise<SignalBody>;

/** Opens the page anew; every signal of its connection passes `sent` or `received`, in order. */
async function tamper(page: Page, sent: Change, received: Change): Promise<void> {
  await page.routeWebSocket(/\/socket\.io\//, (client: WebSocketRoute) => {
    const server = client.connectToServer();
    client.onMessage(inOrder(sent, (message) => server.send(message)));
    server.onMessage(inOrder(received, (message) => client.send(message)));
  });
  // Only a page that is opened after it is listened to.
  await page.reload();
}

function inOrder(change: Change, pass: (message: string | Buffer) => void) {
  let before: Promise<void> = Promise.resolve();
  return (message: string | Buffer): void => {
    before = before.then(async () => pass(await changed(message, change)));
  };
}

/** A socket.io event is "42", perhaps an ack's number, and a JSON array of name and payload. */
async function changed(message: string | Buffer, change: Change): Promise<string | Buffer> {
  const [, head, json] = /^(42\d*)(\["(?:signal|call:ring)",.*)$/s.exec(String(message)) ?? [];
  if (!head || !json) return message;
  const [event, payload] = JSON.parse(json) as [string, SignalBody];
  return head + JSON.stringify([event, { ...payload, ...(await change(payload)) }]);
}

/** Other fingerprints than the real ones leave this page. @returns how many were rewritten so far */
export async function rewritingFingerprints(page: Page): Promise<() => number> {
  let rewritten = 0;
  const rewrite: Change = ({ description }) => {
    if (!description?.sdp) return {};
    const sdp = description.sdp.replaceAll(
      /^(a=fingerprint:\S+ )(..)/gm,
      (_, before: string, byte: string) => {
        rewritten += 1;
        return before + (byte === '00' ? 'FF' : '00');
      },
    );
    return { description: { ...description, sdp } };
  };
  await tamper(page, rewrite, () => ({}));
  return () => rewritten;
}

/** As much of WebRTC as Eve needs; these tests are compiled without the browser's types. */
interface Channel {
  readyState: string;
  binaryType: string;
  onopen: () => void;
  onmessage: (event: { data: unknown }) => void;
  send(data: unknown): void;
}
interface Connection {
  iceGatheringState: string;
  onicegatheringstatechange: () => void;
  localDescription: { type: 'offer' | 'answer'; sdp: string };
  addTransceiver(kind: string): void;
  createDataChannel(label: string, options: object): Channel;
  setLocalDescription(): Promise<void>;
  setRemoteDescription(description: unknown): Promise<void>;
  addIceCandidate(candidate: unknown): Promise<void>;
}
interface EvesPage {
  RTCPeerConnection: new () => Connection;
  ends: Record<'caller' | 'callee', Connection>;
  relayed: number;
  describe: (end: 'caller' | 'callee') => Promise<Connection['localDescription']>;
  relay: () => void;
}

export class ManInTheMiddle {
  /** Messages of the exchange that she passed on unchanged. */
  relayed = 0;

  private constructor(private readonly page: Page) {}

  /** Sits in the caller's connection to the server before the two of them sign in. */
  static async between(browser: Browser, caller: Visitor): Promise<ManInTheMiddle> {
    const eve = new ManInTheMiddle(await browser.newPage());
    await eve.page.exposeFunction('wasRelayed', () => (eve.relayed += 1));
    await eve.page.evaluate(prepare);
    const take = (end: 'caller' | 'callee') => async (body: SignalBody) => {
      if (body.description) return { description: await eve.replace(end, body.description) };
      const candidates = body.candidates ?? [body.candidate ?? null];
      await eve.page.evaluate(addCandidates, { end, candidates });
      return body.candidates ? { candidates: [null] } : body.candidate ? { candidate: null } : {};
    };
    await tamper(caller.page, take('caller'), take('callee'));
    return eve;
  }

  /** Takes a description for herself and makes one of her own for the other side. */
  private replace(end: 'caller' | 'callee', description: NonNullable<SignalBody['description']>) {
    return this.page.evaluate(answerInTheMiddle, { end, description });
  }

  leaves(): Promise<void> {
    return this.page.close();
  }
}

function prepare(): void {
  const eve = globalThis as unknown as EvesPage & { wasRelayed: () => void };
  eve.ends = { caller: new eve.RTCPeerConnection(), callee: new eve.RTCPeerConnection() };
  eve.describe = async (end) => {
    const connection = eve.ends[end];
    await connection.setLocalDescription();
    if (connection.iceGatheringState !== 'complete')
      await new Promise<void>((resolve) => {
        connection.onicegatheringstatechange = () => {
          if (connection.iceGatheringState === 'complete') resolve();
        };
      });
    const { type, sdp } = connection.localDescription;
    return { type, sdp };
  };
  eve.relay = () => {
    const options = { negotiated: true, id: 0 };
    const toCaller = eve.ends.caller.createDataChannel('short-auth', options);
    const toCallee = eve.ends.callee.createDataChannel('short-auth', options);
    const pass = (from: Channel, to: Channel) => {
      from.binaryType = 'arraybuffer';
      const opened = new Promise<void>((resolve) => (to.onopen = resolve));
      from.onmessage = ({ data }) => {
        eve.wasRelayed();
        void opened.then(() => to.send(data));
      };
    };
    pass(toCaller, toCallee);
    pass(toCallee, toCaller);
  };
}

interface Taken {
  end: 'caller' | 'callee';
  description: NonNullable<SignalBody['description']>;
}

/** The caller's offer becomes one of Eve's for the callee, the callee's answer one of Eve's for the caller. */
async function answerInTheMiddle({ end, description }: Taken): Promise<Connection['localDescription']> {
  const eve = globalThis as unknown as EvesPage;
  await eve.ends[end].setRemoteDescription(description);
  if (end === 'callee') return eve.describe('caller');
  eve.relay();
  eve.ends.callee.addTransceiver('audio');
  return eve.describe('callee');
}

async function addCandidates({ end, candidates }: { end: 'caller' | 'callee'; candidates: unknown[] }) {
  const eve = globalThis as unknown as EvesPage;
  for (const candidate of candidates) if (candidate) await eve.ends[end].addIceCandidate(candidate);
}
