/** A provider is away, or answers something else than it should: never a fault of ours, and it passes. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OAUTH_PROVIDERS } from '../../src/oauth/oauth.protocol.js';
import { Browser, problemOf, Site } from '../support/browser.js';

let site: Site;
beforeAll(async () => (site = await Site.open()));
afterAll(async () => site.close());

const json = { accept: 'application/json' };
const away = [503, { code: 'oauth_provider_unavailable', retryable: true }];

async function outcome(answer: Response) {
  const { code, retryable } = await problemOf(answer);
  return [answer.status, { code, retryable }];
}

test('before Google has ever answered', async () => {
  await site.providers.is('cut');
  expect(await outcome(await new Browser(site).visit('/api/auth/oauth/google', json))).toEqual(away);
  await site.providers.is('none');
  expect((await new Browser(site).visit('/api/auth/oauth/google', json)).status).toBe(302);
});

describe.each(['cut', 'unavailable', 'web page', 'silent'] as const)('%s', (trouble) => {
  test.each(OAUTH_PROVIDERS)('%s', async (provider) => {
    const ana = await site.providers.person('ana');
    const [browser, program] = [new Browser(site), new Browser(site)];
    const [callback, other] = [
      await browser.callbackOf(provider, ana),
      await program.callbackOf(provider, ana),
    ];

    await site.providers.is(trouble);
    const [page, problem] = await Promise.all([browser.lands(callback), program.visit(other, json)]);
    await site.providers.is('none');
    expect(page.fragment).toEqual({ oauth_error: 'oauth_provider_unavailable', oauth_provider: provider });
    expect(await outcome(problem)).toEqual(away);

    expect((await browser.signsIn(provider, ana)).user.displayName).toBe(ana.name);
  });
});
