import type { FastifyInstance } from 'fastify';

/** The page needs these for calls; no other guarded browser feature is used, nor may an injected script use one. */
const PERMISSIONS = [
  ...['camera', 'microphone', 'display-capture', 'autoplay', 'fullscreen'].map((name) => `${name}=(self)`),
  ...[
    'accelerometer',
    'bluetooth',
    'geolocation',
    'gyroscope',
    'hid',
    'idle-detection',
    'magnetometer',
    'midi',
    'payment',
    'serial',
    'usb',
    'xr-spatial-tracking',
  ].map((name) => `${name}=()`),
].join(', ');

/**
 * The headers of every answer. Caches keep nothing unless the answer itself says for how long, which only these do: the page
 * and its assets (page.ts), published keys (jwks.controller.ts), media with a signed URL (media-delivery.ts).
 */
export function guardResponses(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('permissions-policy', PERMISSIONS);
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}
