import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const PAGE = path.resolve(import.meta.dirname, '../../web');
const LINKED = ['/reset', '/verify', '/invitation'];

/** Serves the built page at `/`; hashed assets may be cached for ever, the page itself never. */
export async function servePage(app: NestFastifyApplication): Promise<boolean> {
  if (!existsSync(path.join(PAGE, 'index.html'))) return false;
  await app.register(fastifyStatic, {
    root: PAGE,
    wildcard: false,
    cacheControl: false,
    setHeaders: (response, file) => {
      const hashed = file.includes(`${path.sep}assets${path.sep}`);
      void response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  // Where links in mail lead: the same page, which reads the rest of the address itself.
  const fastify = app.getHttpAdapter().getInstance();
  for (const address of LINKED) fastify.get(address, (_request, reply) => reply.sendFile('index.html'));
  return true;
}
