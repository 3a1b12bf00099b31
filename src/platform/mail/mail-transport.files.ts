import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AUTO_SUBMITTED, type Envelope, type MailTransport } from './mail-transport.js';

/** Where no mail server is configured: one readable file per e-mail, for the owner's eyes. Mail programs open them too. */
export class FileMailTransport implements MailTransport {
  constructor(readonly folder: string) {}

  async send({ from, to, subject, text, messageId }: Envelope): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const at = new Date();
    const lines = [
      `From: ${from}`,
      `To: ${to}`,
      `Subject: ${subject}`,
      `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: ${messageId}`,
      `Auto-Submitted: ${AUTO_SUBMITTED}`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      text,
    ];
    const name = `${at.toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}.eml`;
    // Under another name until it is whole.
    const unfinished = path.join(this.folder, `.${name}`);
    await writeFile(unfinished, lines.join('\n'), { mode: 0o600, flag: 'wx' });
    await rename(unfinished, path.join(this.folder, name));
  }

  close(): void {}
}
