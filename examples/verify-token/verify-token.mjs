// Another service verifies Ringline's access tokens by the published keys alone; prints a line for each line it reads.
// node examples/verify-token/verify-token.mjs https://ringline.example.org/.well-known/jwks.json https://ringline.example.org ringline <tokens
import { createInterface } from 'node:readline';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const [jwksUrl, issuer, audience] = process.argv.slice(2);
const keys = createRemoteJWKSet(new URL(jwksUrl)); // asked for once, then kept for ten minutes
const requiredClaims = ['exp', 'iat', 'sub'];
const clockTolerance = 30; // seconds that this machine's clock may be wrong by
const expected = { issuer, audience, typ: 'at+jwt', algorithms: ['ES256'], requiredClaims, clockTolerance };

for await (const token of createInterface({ input: process.stdin })) {
  await jwtVerify(token, keys, expected).then(
    ({ payload }) => console.log(`accepted ${payload.sub}`),
    ({ message }) => console.log(`refused: ${message}`),
  );
}
