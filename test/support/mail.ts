/** Mail as people get it from servers without SMTP_URL: files in the data folder. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { Device, PASSWORD } from './client.js';
import { eventually } from './eventually.js';
import { instanceUrl } from './instances.js';
import { storesOf } from './server.mjs';

export interface Mail extends Email {
  /** The file it lies in. */
  file: string;
}

/** Where a server of this run writes its mail. */
export function outboxOf(url: string): string {
  // Without a data folder of its own a server takes the one in its working directory.
  return path.join(storesOf(url).DATA_DIR ?? path.join(process.env.TEST_RUN_FOLDER!, 'data'), 'outbox');
}

/** The e-mails to one recipient; each is handed out once. */
export class Mailbox {
  private readonly read = new Set<string>();

  constructor(
    readonly address: string,
    private readonly url: string,
  ) {}

  /** The next letter that was not read yet (about `subject`); waits for it. */
  async next(subject: RegExp = /./): Promise<Mail> {
    const mail = await eventually(
      async () => (await this.unread()).find((one) => subject.test(one.subject ?? '')),
      (one) => one !== undefined,
    );
    this.read.add(mail!.file);
    return mail!;
  }

  /** Hands a letter out once more. */
  giveBack({ file }: Mail): void {
    this.read.delete(file);
  }

  /** The unread e-mails there, oldest first. */
  async unread(): Promise<Mail[]> {
    const folder = outboxOf(this.url);
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((name) => name.endsWith('.eml') && !name.startsWith('.'));
    const mails = await Promise.all(files.sort().map((name) => parsed(path.join(folder, name))));
    return mails.filter(
      ({ to, file }) => to?.some(({ address }) => address === this.address) && !this.read.has(file),
    );
  }
}

/** Letters do not change once they are there. */
const known = new Map<string, Mail>();

async function parsed(file: string): Promise<Mail> {
  const before = known.get(file);
  if (before) return before;
  const mail = { ...(await PostalMime.parse(await readFile(file))), file };
  known.set(file, mail);
  return mail;
}

/** The token of the one link in a letter. */
export function tokenIn(mail: { text?: string }): string {
  const [, token] = /#token=(\S+)/.exec(mail.text ?? '') ?? [];
  if (!token) throw new Error(`No token in: ${mail.text}`);
  return token;
}

export interface Correspondent {
  device: Device;
  email: string;
  mailbox: Mailbox;
}

/** A newly registered user with an e-mail; the e-mail that asks to confirm it is underway. */
export async function aCorrespondent(name = 'ana', at?: string): Promise<Correspondent> {
  const url = at ?? instanceUrl(seats);
  const username = `${name}-${randomBytes(6).toString('hex')}`;
  const email = `${username}@example.org`;
  const answer = await supertest(url)
    .post('/api/auth/register')
    .send({ username, email, password: PASSWORD })
    .expect(201);
  const device = new Device(name, seats++, url, answer.body as SignedIn);
  return { device, email, mailbox: new Mailbox(email, url) };
}

let seats = 0;

/** Asks for a link and reads it from the mail. */
export async function forgottenBy({ device, email, mailbox }: Correspondent): Promise<string> {
  await supertest(device.url).post('/api/auth/password/forgot').send({ email }).expect(202);
  return tokenIn(await mailbox.next(/^Reset/));
}
