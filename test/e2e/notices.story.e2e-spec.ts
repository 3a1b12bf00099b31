import { describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { PASSWORD } from '../support/client.js';
import { aCorrespondent } from '../support/mail.js';
import { refusal } from '../support/rest.js';

describe('users are notified by mail', () => {
  it('that their password was changed, and what to do if it was not them', async () => {
    const ana = await aCorrespondent();
    await ana.device.rest
      .post('/api/auth/password/change')
      .send({ currentPassword: PASSWORD, newPassword: 'another-horse-another-battery' })
      .expect(200);
    const { text } = await ana.mailbox.next(/was changed/);
    expect(text).toContain(`Hello ${ana.device.user.username},`);
    expect(text).toMatch(/Time: \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    expect(text).toContain('Forgot password?');
    expect(text).not.toContain('token=');
  });

  it('that a device was signed out because its refresh token came back, once', async () => {
    const ana = await aCorrespondent();
    const { refreshToken } = ana.device;
    await ana.device.refresh();
    const again = () => supertest(ana.device.url).post('/api/auth/refresh').send({ refreshToken });
    expect((await refusal(again(), 401)).code).toBe('refresh_token_reused');
    expect((await refusal(again(), 401)).code).toBe('session_revoked');
    await ana.mailbox.next(/^A device was signed out/);

    // Mail goes out in order: a second notice would come first.
    await supertest(ana.device.url).post('/api/auth/password/forgot').send({ email: ana.email }).expect(202);
    await ana.mailbox.next(/^Confirm/);
    expect((await ana.mailbox.next()).subject).toBe('Reset your Ringline password');
  });
});
