/** Mail by SMTP: handed over once, kept while the mail server is away, given up where it means no. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { query } from '../attacks/mint.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.mjs';
import { aCorrespondent, type Correspondent, outboxOf, tokenIn } from '../support/mail.js';
import { embeddedStores, type RunningServer, startServer, stopServers, stores } from '../support/server.mjs';
import { MailServer } from '../support/smtp.js';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

const NEXT = 'another-horse-another-battery';

let env: Awaited<ReturnType<typeof stores>>;
let smtp: MailServer;

beforeEach(async () => {
  env = await stores();
  smtp = await MailServer.start();
});
afterEach(() => smtp.stop());

interface OutboxRow {
  attempts: number;
  outcome: string | null;
}

/** The state of the only order of that kind for the e-mail. */
const order = async (address: string, kind = 'password_reset'): Promise<OutboxRow> =>
  (
    await query<OutboxRow>(
      env.DATABASE_URL,
      'SELECT attempts, outcome FROM mail_outbox WHERE address = $1 AND kind = $2',
      [address, kind],
    )
  )[0]!;
const done = (address: string, kind?: string) =>
  eventually(
    () => order(address, kind),
    ({ outcome }) => outcome !== null,
  );
const forgot = ({ device, email }: Correspondent) =>
  supertest(device.url).post('/api/auth/password/forgot').send({ email }).expect(202);
const reset = (server: RunningServer, token: string) =>
  supertest(server.url).post('/api/auth/password/reset').send({ token, newPassword: NEXT });
const linesOf = (server: RunningServer, text: string) =>
  server
    .log()
    .split('\n')
    .filter((line) => line.includes(text));

test('a letter arrives in plain text, from us, and its link works', async () => {
  const server = await startServer({
    ...env,
    SMTP_URL: smtp.url,
    LOG_LEVEL: 'debug',
    MAIL_FROM: 'Ringline <no-reply@ringline.example.org>',
    MAIL_LINK_BASE: 'https://ringline.example.org/app/',
    PUBLIC_URL: 'https://ringline.example.org',
  });
  const ana = await aCorrespondent('ana', server.url);
  await forgot(ana);
  const mail = await smtp.mailTo(ana.email, /^Reset/);
  expect(mail.from).toMatchObject({ name: 'Ringline', address: 'no-reply@ringline.example.org' });
  expect(mail.to).toMatchObject([{ address: ana.email }]);
  expect(mail.recipients).toEqual([ana.email]);
  expect(mail.text).toContain(`Hello ${ana.device.user.username},`);
  expect(mail.text).toContain('https://ringline.example.org/app/reset#token=reset_');
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
  expect(headers['auto-submitted']).toBe('auto-generated');
  expect(headers['message-id']).toMatch(/^<[\w-]+@ringline\.example\.org>$/);
  expect(headers['content-type']).toMatch(/^text\/plain/);

  await reset(server, tokenIn(mail)).expect(200);
  await smtp.mailTo(ana.email, /was reset/);
  for (const letter of smtp.received.filter(({ text }) => text?.includes('#token=')))
    expect(server.log()).not.toContain(tokenIn(letter));
});

test('of two instances one sends each letter', async () => {
  const servers = [
    await startServer({ ...env, SMTP_URL: smtp.url }),
    await startServer({ ...env, SMTP_URL: smtp.url }),
  ];
  const people = await Promise.all(
    Array.from({ length: 12 }, (_, i) => aCorrespondent(`ana${i}`, servers[i % 2]!.url)),
  );
  for (const { email } of people)
    expect(await done(email, 'email_verification')).toEqual({ attempts: 1, outcome: 'sent' });
  expect(smtp.received.map(({ recipients }) => recipients[0]).sort()).toEqual(
    people.map(({ email }) => email).sort(),
  );
});

test('a server that wants a password gets it', async () => {
  const guarded = await MailServer.start({ password: 'seven-otters' });
  const url = `smtp://ringline:seven-otters@127.0.0.1:${guarded.port}`;
  const server = await startServer({ ...env, SMTP_URL: url });
  const ana = await aCorrespondent('ana', server.url);
  await guarded.mailTo(ana.email);
  expect(server.log()).not.toContain('seven-otters');
  await guarded.stop();
});

describe('a mail server', () => {
  test('that is away gets the letters when it is back, with links that work', async () => {
    const port = await freePort();
    const server = await startServer({ ...env, SMTP_URL: `smtp://127.0.0.1:${port}` });
    const ana = await aCorrespondent('ana', server.url);
    const ben = await aCorrespondent('ben', server.url);
    await forgot(ana);
    for (const kind of ['password_reset', 'email_verification'])
      await eventually(
        () => order(ana.email, kind),
        ({ attempts }) => attempts >= 2,
      );
    expect((await order(ana.email)).outcome).toBeNull();
    // Once for the outage, not for every letter.
    expect(linesOf(server, 'mail cannot be sent')).toHaveLength(1);
    const metrics = await supertest(server.url).get('/metrics');
    expect(metrics.text).toMatch(/^mail_queued 3$/m);
    expect(metrics.text).toMatch(/^mail_failed_total\{kind="password_reset",result="retried"\} \d/m);

    const late = await MailServer.start({ port });
    const mail = await late.mailTo(ana.email, /^Reset/);
    await late.mailTo(ben.email);
    await reset(server, tokenIn(mail)).expect(200);
    await done(ana.email);
    expect(linesOf(server, 'mail is being sent again')).toHaveLength(1);
    await late.stop();
  });

  test('that is busy is asked again, and the second letter has a token of its own', async () => {
    smtp.busyFor = 1;
    const server = await startServer({ ...env, SMTP_URL: smtp.url });
    const ana = await aCorrespondent('ana', server.url);
    const mail = await smtp.mailTo(ana.email);
    expect(smtp.turnedAway).toHaveLength(1);
    expect(tokenIn(mail)).not.toBe(tokenIn(smtp.turnedAway[0]!));
    expect(await done(ana.email, 'email_verification')).toEqual({ attempts: 2, outcome: 'sent' });
  });

  test('that knows no such recipient is asked once, and the others get theirs', async () => {
    const server = await startServer({ ...env, SMTP_URL: smtp.url });
    smtp.unknown.add('nobody@example.org');
    const username = 'nobody-here';
    await supertest(server.url)
      .post('/api/auth/register')
      .send({ username, email: 'nobody@example.org', password: NEXT })
      .expect(201);
    const ben = await aCorrespondent('ben', server.url);
    expect(await done('nobody@example.org', 'email_verification')).toEqual({
      attempts: 1,
      outcome: 'refused',
    });
    await smtp.mailTo(ben.email);
    expect(smtp.attempts.get('nobody@example.org')).toBe(1);
    const [line] = linesOf(server, 'an e-mail was given up');
    expect(line).toContain('550');
    expect(line).not.toContain('nobody@example.org');
  });
});

test('after a day nobody expects an e-mail any longer: it is given up, and that is logged once', async () => {
  const server = await startServer({ ...env, SMTP_URL: `smtp://127.0.0.1:${await freePort()}` });
  const ana = await aCorrespondent('ana', server.url);
  await query(
    env.DATABASE_URL,
    `UPDATE mail_outbox SET created_at = now() - interval '25 hours', next_attempt_at = now() WHERE address = $1`,
    [ana.email],
  );
  expect((await done(ana.email, 'email_verification')).outcome).toBe('given_up');
  expect(linesOf(server, 'an e-mail was given up')).toHaveLength(1);
});

test('e-mails that were done with a week ago are deleted', async () => {
  const server = await startServer({ ...env, SMTP_URL: smtp.url });
  const ana = await aCorrespondent('ana', server.url);
  const ben = await aCorrespondent('ben', server.url);
  await done(ana.email, 'email_verification');
  await done(ben.email, 'email_verification');
  await query(
    env.DATABASE_URL,
    `UPDATE mail_outbox SET done_at = now() - interval '8 days' WHERE address = $1`,
    [ana.email],
  );
  await startServer({ ...env, SMTP_URL: smtp.url });
  await eventually(
    () => order(ana.email, 'email_verification') as Promise<OutboxRow | undefined>,
    (row) => row === undefined,
  );
  expect((await order(ben.email, 'email_verification')).outcome).toBe('sent');
});

test('without a mail server the log says where the letters are', async () => {
  const stores = embeddedStores();
  const server = await startServer(stores);
  const [line] = linesOf(server, 'mail is written to files');
  expect((JSON.parse(line!) as { folder: string }).folder).toBe(outboxOf(server.url));
  const ana = await aCorrespondent('ana', server.url);
  expect((await ana.mailbox.next()).subject).toBe('Confirm your e-mail address for Ringline');
});
