/**
 * Foreign identity providers: panva's oidc-provider three times, under the paths of GitHub, Google and Discord. Codes,
 * PKCE, client secrets and ID tokens are its own work; only what the three call a user is written here. Who somebody is
 * can be chosen on the page that asks. `/-/people` and `/-/trouble` are for the test that started it.
 */
import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';

// Of Node.js 22, which oidc-provider is written for.
URL.parse ??= (url, base) => (URL.canParse(url, base) ? new URL(url, base) : null);
const { default: Provider } = await import('oidc-provider');

const { publicUrls, clientId, clientSecret } = JSON.parse(process.argv[2]);

/** @type {Map<string, { id: string, login: string, name: string, email: string | null, verified: boolean }>} */
const people = new Map();
let trouble = 'none';

const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

const standIns = {
  github: {
    routes: { authorization: '/login/oauth/authorize', token: '/login/oauth/access_token' },
    scopes: ['read:user', 'user:email'],
    documents: {
      '/api/v3/user': ({ id, login, name }) => ({ id: Number(id), login, name, email: null }),
      '/api/v3/user/emails': ({ email, verified }) =>
        email === null
          ? []
          : [
              { email: `old-${email}`, primary: false, verified: true },
              { email, primary: true, verified },
            ],
    },
  },
  google: { routes: {}, scopes: ['openid', 'email', 'profile'], documents: {} },
  discord: {
    routes: { authorization: '/oauth2/authorize', token: '/api/oauth2/token' },
    scopes: ['identify', 'email'],
    documents: {
      '/api/users/@me': ({ id, login, name, email, verified }) => ({
        id,
        username: login,
        global_name: name,
        email,
        verified,
      }),
    },
  },
};

const urls = {};
for (const [name, standIn] of Object.entries(standIns)) urls[name] = await start(name, standIn);
process.stdout.write(`${JSON.stringify(urls)}\n`);
process.on('disconnect', () => process.exit(0));

async function start(name, { routes, scopes, documents }) {
  const server = http.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    routes,
    scopes,
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: publicUrls.map((base) => `${base}/api/auth/oauth/${name}/callback`),
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    jwks: { keys: [signingKey] },
    cookies: { keys: ['for tests only'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => claimsOf(id) }),
    loadExistingGrant: agree,
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    void handle({ provider, documents, answer }, request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error.stack));
    });
  });
  return url;
}

async function handle({ provider, documents, answer }, request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname.startsWith('/-/')) return control(pathname, request, response);
  if (pathname.startsWith('/interaction/')) return interact(provider, pathname, request, response);
  if (!pathname.includes('authorize') && !pathname.startsWith('/auth') && inTrouble(request, response))
    return;
  if (documents[pathname]) return describe(provider, documents[pathname], request, response);
  answer(request, response);
}

/** @returns whether the request goes no further */
function inTrouble(request, response) {
  if (trouble === 'none') return false;
  if (trouble === 'cut') request.socket.destroy();
  else if (trouble === 'unavailable') json(response, 503, { error: 'server_error' });
  else if (trouble === 'web page') response.end('<!doctype html><title>Sorry</title>');
  // 'silent': never an answer.
  return true;
}

async function interact(provider, pathname, request, response) {
  const [, , uid, act, id] = pathname.split('/');
  if (act === 'as') return provider.interactionFinished(request, response, { login: { accountId: id } });
  if (act === 'cancel') return provider.interactionFinished(request, response, { error: 'access_denied' });
  const links = [...people.values()].map((p) => `<a href="/interaction/${uid}/as/${p.id}">${p.login}</a>`);
  response.setHeader('content-type', 'text/html');
  response.end(
    `<!doctype html><link rel="icon" href="data:,">${links.join('<br>')}<br><a href="/interaction/${uid}/cancel">Cancel</a>`,
  );
}

async function describe(provider, document, request, response) {
  const token = await provider.AccessToken.find(
    (request.headers.authorization ?? '').replace(/^Bearer /, ''),
  );
  if (!token?.isValid) return json(response, 401, { message: 'Bad credentials' });
  json(response, 200, document(people.get(token.accountId)));
}

async function control(pathname, request, response) {
  let text = '';
  for await (const chunk of request) text += chunk;
  const body = JSON.parse(text);
  if (pathname === '/-/people') people.set(body.id, body);
  else trouble = body.trouble;
  json(response, 200, {});
}

/** Everybody agrees to everything. */
async function agree({ oidc }) {
  const known = oidc.session.grantIdFor(oidc.client.clientId);
  if (known) return oidc.provider.Grant.find(known);
  const grant = new oidc.provider.Grant({
    clientId: oidc.client.clientId,
    accountId: oidc.session.accountId,
  });
  grant.addOIDCScope([...oidc.requestParamScopes].join(' '));
  await grant.save();
  return grant;
}

function claimsOf(id) {
  const { name, email, verified } = people.get(id);
  return { sub: id, name, ...(email !== null && { email, email_verified: verified }) };
}

function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
