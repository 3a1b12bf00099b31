/** One Fastify handler behind an ES256 token: verified on every request, or (LRU=1) looked up once verified. */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import Fastify from 'fastify';
import jwt, { type JwtPayload } from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';

const keys = new Map<string, KeyObject>();
for (const jwk of (JSON.parse(process.env.JWKS!) as { keys: (JsonWebKey & { kid: string })[] }).keys)
  keys.set(jwk.kid, createPublicKey({ key: jwk, format: 'jwk' }));

const verified = process.env.LRU === '1' ? new LRUCache<string, JwtPayload>({ max: 10_000 }) : undefined;
const user = JSON.parse(process.env.ANSWER!) as object;

function verify(token: string): JwtPayload {
  const known = verified?.get(token);
  if (known && known.exp! * 1000 > Date.now()) return known;
  const kid = (
    JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString()) as { kid: string }
  ).kid;
  const claims = jwt.verify(token, keys.get(kid)!, { algorithms: ['ES256'] }) as JwtPayload;
  verified?.set(token, claims);
  return claims;
}

const app = Fastify();
app.get('/api/auth/me', (request, reply) => {
  try {
    verify(request.headers.authorization!.slice('Bearer '.length));
  } catch {
    return reply.code(401).send({ code: 'token_invalid' });
  }
  return reply.send(user);
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
