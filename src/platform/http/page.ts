import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const BUILT = path.resolve(import.meta.dirname, '../..');
const PAGE = path.join(BUILT, 'web');
const SDK = path.join(BUILT, 'sdk');
const MODULE = 'ringline.js';
const LINKED = ['/reset', '/verify', '/invitation'];

/** Serves the built page at `/` and the SDK at `/sdk/ringline.js`; hashed files may be cached for ever, others never. */
export async function servePage(app: NestFastifyApplication): Promise<void> {
  if (existsSync(path.join(SDK, MODULE))) await serve(app, SDK, '/sdk/', (file) => file !== MODULE);
  if (!existsSync(path.join(PAGE, 'index.html'))) return;
  await serve(app, PAGE, '/', (file) => file.startsWith(`assets${path.sep}`));
  // Where links in e-mails lead: the same page, which reads the rest of the URL itself.
  const fastify = app.getHttpAdapter().getInstance();
  for (const url of LINKED) fastify.get(url, (_request, reply) => reply.sendFile('index.html', PAGE));
}

/** @param isHashed whether a file's name, from `root` on, holds a hash of its content */
async function serve(
  app: NestFastifyApplication,
  root: string,
  prefix: string,
  isHashed: (file: string) => boolean,
): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    prefix,
    wildcard: false,
    cacheControl: false,
    decorateReply: prefix === '/',
    setHeaders: (response, file) => {
      const hashed = isHashed(path.relative(root, file));
      void response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
