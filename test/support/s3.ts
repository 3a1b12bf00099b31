/** A store as Amazon's S3 is one (see s3-server.process.mjs). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { temporaryFolder } from './server.mjs';

export interface S3Server {
  /** With the bucket. */
  url: string;
  /** The settings for a server that keeps its media there. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** s3rver knows one pair of keys only. */
export const S3_KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

export async function startS3(): Promise<S3Server> {
  const script = path.resolve(import.meta.dirname, 's3-server.process.mjs');
  const child: ChildProcess = spawn(process.execPath, [script, temporaryFolder('s3'), 'media'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const url = line.toString().trim();
  const env = {
    MEDIA_S3_URL: url,
    MEDIA_S3_ACCESS_KEY_ID: S3_KEYS.accessKeyId,
    MEDIA_S3_SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey,
  };
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  };
  return { url, env, stop };
}
