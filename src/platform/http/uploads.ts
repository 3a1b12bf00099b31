import fastifyMultipart, { type MultipartFile } from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { platformErrors } from '../errors/platform.errors.js';
import type { FieldError } from './problem.protocol.js';

/** `@RouteConfig(TAKES_FILES)`: the only routes that read multipart; everywhere else a form of another site stays refused. */
export const TAKES_FILES = { takesFiles: true };

const FIELD = 'file';
/** Boundaries and headers around the file. */
const ENVELOPE_BYTES = 16 * 1024;

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
 * The one file of a multipart request, in the field `file`. Its name and its type are the sender's word and not looked at.
 * @throws unsupported_media_type, payload_too_large, validation_failed, bad_request for what is not multipart
 */
export async function receiveFile(request: FastifyRequest, maxBytes: number): Promise<Buffer> {
  if (!request.isMultipart())
    throw platformErrors.unsupported_media_type({ message: 'Send multipart/form-data.' });
  if (Number(request.headers['content-length']) > maxBytes + ENVELOPE_BYTES) throw tooLarge(maxBytes);
  try {
    const limits = { fileSize: maxBytes, files: 2, fields: 1, parts: 3, fieldSize: 1024, headerPairs: 20 };
    let file: Buffer | undefined;
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field' || part.fieldname !== FIELD) throw refused(part.fieldname, 'unknown_field');
      if (file) throw refused(FIELD, 'max_files');
      file = await whole(part, maxBytes);
    }
    if (!file) throw refused(FIELD, 'is_not_empty');
    return file;
  } catch (error) {
    // The rest is read and forgotten, so that the sender gets to the answer.
    request.raw.unpipe();
    request.raw.resume();
    throw asRefusal(error, maxBytes);
  }
}

async function whole(part: MultipartFile, maxBytes: number): Promise<Buffer> {
  try {
    return await part.toBuffer();
  } catch (error) {
    // Whatever else is wrong with the rest of it.
    throw part.file.truncated ? tooLarge(maxBytes) : error;
  }
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
