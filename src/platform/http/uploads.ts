import type { IncomingMessage } from 'node:http';
import fastifyMultipart, { type MultipartFile } from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { platformErrors } from '../errors/platform.errors.js';
import { takesItsTime } from './body-deadline.js';
import type { FieldError } from '../wire/problem.protocol.js';

/** `@RouteConfig(TAKES_FILES)`: the only routes that read multipart; everywhere else a form of another site stays refused. */
export const TAKES_FILES = { takesFiles: true };

const FIELD = 'file';
/** Boundaries and headers around the file. */
const ENVELOPE_BYTES = 16 * 1024;

/** After a refusal the rest is read this long, so that the sender gets to the answer. */
const LEAVE_MS = 30_000;

/** An upload as the byte counter sees it, and how to end it. */
export interface Arriving {
  took: (bytes: number) => void;
  /** All of it is there. */
  done: () => void;
  /** Rejects when it may not go on. */
  ended: Promise<never>;
}

/** Teaches Fastify multipart (RFC 7578), for routes that take files. */
export async function enableUploads(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyMultipart);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const type = request.headers['content-type'];
    const { takesFiles } = request.routeOptions.config as FastifyContextConfig & Partial<typeof TAKES_FILES>;
    const refused = !takesFiles && !request.is404 && type !== undefined && /^\s*multipart\//i.test(type);
    done(refused ? platformErrors.unsupported_media_type() : undefined);
  });
}

/**
 * The one file of a multipart request, in the field `file`. Its name and its type are claims of the sender and ignored.
 * @throws unsupported_media_type, payload_too_large, validation_failed, bad_request for a body that is not multipart, and the
 * errors of `arriving`
 */
export async function receiveFile(
  request: FastifyRequest,
  maxBytes: number,
  arriving: Arriving,
): Promise<Buffer> {
  takesItsTime(request.raw);
  try {
    if (!request.isMultipart())
      throw platformErrors.unsupported_media_type({ message: 'Send multipart/form-data.' });
    if (Number(request.headers['content-length']) > maxBytes + ENVELOPE_BYTES) throw tooLarge(maxBytes);
    return await Promise.race([onlyFile(request, maxBytes, arriving), arriving.ended]);
  } catch (error) {
    leave(request.raw);
    throw asRefusal(error, maxBytes);
  }
}

async function onlyFile(request: FastifyRequest, maxBytes: number, arriving: Arriving): Promise<Buffer> {
  const limits = { fileSize: maxBytes, files: 2, fields: 1, parts: 3, fieldSize: 1024, headerPairs: 20 };
  // Some clients, those that send a buffer above all, give the file no name.
  const isPartAFile = (field: string | undefined, _type: string | undefined, filename: string | undefined) =>
    field === FIELD || filename !== undefined;
  let file: Buffer | undefined;
  for await (const part of request.parts({ limits, isPartAFile })) {
    if (part.type === 'field' || part.fieldname !== FIELD)
      throw refused(part.fieldname ?? '', 'unknown_field');
    if (file) throw refused(FIELD, 'max_files');
    file = await whole(part, maxBytes, arriving);
  }
  if (!file) throw refused(FIELD, 'is_not_empty');
  arriving.done();
  return file;
}

async function whole({ file }: MultipartFile, maxBytes: number, arriving: Arriving): Promise<Buffer> {
  const chunks: Buffer[] = [];
  arriving.ended.catch(() => {
    chunks.length = 0;
    file.destroy();
  });
  try {
    for await (const chunk of file) {
      arriving.took((chunk as Buffer).length);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    // Whatever else is wrong with the rest of it.
    throw file.truncated ? tooLarge(maxBytes) : error;
  }
  if (file.truncated) throw tooLarge(maxBytes);
  return Buffer.concat(chunks);
}

/** The rest is read and discarded for a while, so that the sender gets to the answer. */
function leave(request: IncomingMessage): void {
  request.unpipe();
  request.resume();
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, LEAVE_MS).unref();
  request.once('close', () => clearTimeout(timer));
}

/** The parser's own complaints, of which some have no status. */
function asRefusal(error: unknown, maxBytes: number): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error ? (Reflect.get(error, 'code') as unknown) : undefined;
  if (code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge(maxBytes);
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT') return refused(FIELD, 'max_files');
  return platformErrors.bad_request({ message: 'The body is not valid multipart/form-data.' });
}

function refused(path: string, code: string): AppError {
  const message =
    code === 'unknown_field' ? `property ${path} should not exist` : `${path} must be exactly one file`;
  return platformErrors.validation_failed({ errors: [{ path, code, message }] });
}

function tooLarge(maxBytes: number): AppError {
  const errors: FieldError[] = [
    { path: FIELD, code: 'max_bytes', message: `file must have at most ${maxBytes} bytes` },
  ];
  return platformErrors.payload_too_large({ errors });
}
