import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const BUILT = path.resolve(import.meta.dirname, '../..');
const PAGE = path.join(BUILT, 'web');
const SDK = path.join(BUILT, 'sdk');
const LINKED = ['/reset', '/verify', '/invitation'];
/** A file whose name holds a hash of its content, as bundlers write it. */
const HASHED = /-[\w-]{8}\.\w+(\.map)?$/;

/** Serves the built page at `/` and the SDK at `/sdk/ringline.js`; hashed files may be cached for ever, others never. */
export async function servePage(app: NestFastifyApplication): Promise<void> {
  if (existsSync(path.join(SDK, 'ringline.js'))) await serve(app, SDK, '/sdk/');
  if (!existsSync(path.join(PAGE, 'index.html'))) return;
  await serve(app, PAGE, '/');
  // Where links in e-mails lead: the same page, which reads the rest of the URL itself.
  const fastify = app.getHttpAdapter().getInstance();
  for (const url of LINKED) fastify.get(url, (_request, reply) => reply.sendFile('index.html', PAGE));
}

async function serve(app: NestFastifyApplication, root: string, prefix: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    prefix,
    wildcard: false,
    cacheControl: false,
    decorateReply: prefix === '/',
    setHeaders: (response, file) => {
      const lasts = HASHED.test(path.basename(file));
      void response.header('cache-control', lasts ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
