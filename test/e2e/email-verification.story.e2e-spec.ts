import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { OwnUser } from '../../src/users/users.protocol.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { aCorrespondent, Mailbox, tokenIn } from '../support/mail.js';
import { answer, refusal } from '../support/rest.js';

const verify = (token: string, password = PASSWORD) =>
  supertest(instanceUrl(1)).post('/api/auth/email/verify').send({ token, password });
const request = (device: Device) => device.rest.post('/api/auth/email/verify/request');
const isVerified = async (device: Device) =>
  (await answer<OwnUser>(device.rest.get('/api/auth/me').expect(200))).body.emailVerified;

describe('an e-mail address', () => {
  it('is confirmed with the link that registering mails', async () => {
    const ana = await aCorrespondent();
    expect(await isVerified(ana.device)).toBe(false);
    const mail = await ana.mailbox.next(/^Confirm/);
    await ana.device.rest
      .post('/api/auth/email/verify')
      .send({ token: tokenIn(mail) })
      .expect(204);
    expect(await isVerified(ana.device)).toBe(true);
    expect((await refusal(verify(tokenIn(mail)), 400)).code).toBe('invalid_verification_token');
  });

  it('is confirmed by one of those who use the link at once', async () => {
    const ana = await aCorrespondent();
    const token = tokenIn(await ana.mailbox.next(/^Confirm/));
    const answers = await Promise.all([verify(token), verify(token), verify(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 400, 400]);
  });

  it('of a guest who becomes a member is asked for, too', async () => {
    const guest = await aGuest();
    const username = `ana-${randomBytes(4).toString('hex')}`;
    const email = `${username}@Example.org`;
    await guest.rest
      .post('/api/auth/guest/upgrade')
      .send({ username, email, password: PASSWORD })
      .expect(200);
    const mail = await new Mailbox(email.toLowerCase(), guest.url).next(/^Confirm/);
    await verify(tokenIn(mail)).expect(204);
  });

  it('gets another link when asked for, until it is confirmed', async () => {
    const ana = await aCorrespondent();
    const first = tokenIn(await ana.mailbox.next(/^Confirm/));
    expect((await request(ana.device).expect(202)).body).toEqual({});
    const token = tokenIn(await ana.mailbox.next(/^Confirm/));
    await ana.device.rest.post('/api/auth/email/verify').send({ token }).expect(204);
    expect((await refusal(verify(first), 400)).code).toBe('invalid_verification_token');

    await request(ana.device).expect(202);
    // Mail goes out in order: the reset would come after another confirmation.
    await supertest(ana.device.url).post('/api/auth/password/forgot').send({ email: ana.email }).expect(202);
    expect((await ana.mailbox.next()).subject).toBe('Reset your Ringline password');
  });
});

describe('a link to confirm is not', () => {
  it('for a user who has no e-mail address, or is a guest', async () => {
    const ana = await aUser('ana');
    await request(ana).expect(202);
    expect((await refusal(request(await aGuest()), 403)).code).toBe('guest_not_allowed');
    const nobody = supertest(instanceUrl()).post('/api/auth/email/verify/request');
    expect((await refusal(nobody, 401)).code).toBe('token_missing');
  });

  it('good after the password changed, nor is anything else good for it', async () => {
    const ana = await aCorrespondent();
    const token = tokenIn(await ana.mailbox.next(/^Confirm/));
    await ana.device.rest
      .post('/api/auth/password/change')
      .send({ currentPassword: PASSWORD, newPassword: 'another-horse-another-battery' })
      .expect(200);
    for (const bad of [token, '', 'nonsense', `verify_${'A'.repeat(43)}`, ana.device.refreshToken])
      expect((await refusal(verify(bad), 400)).code).toBe('invalid_verification_token');
  });
});
