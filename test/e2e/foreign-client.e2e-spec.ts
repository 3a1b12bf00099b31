/**
 * A client that shares no code with ours.
 * @needs python3-socketio
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { aUser, PASSWORD, type Device } from '../support/client.js';

const SCRIPT = path.resolve('test/e2e/foreign/ring.py');

interface Line {
  event: string;
  data: unknown;
}

let child: ChildProcessWithoutNullStreams | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
});

/** The script, and what it printed so far. */
function pythonClient(device: Device) {
  child = spawn('/usr/bin/python3', [SCRIPT, device.url, device.user.username, PASSWORD]);
  const lines: Line[] = [];
  const listeners = new Map<string, (line: Line) => void>();
  let rest = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop()!;
    for (const part of parts) {
      const line = JSON.parse(part) as Line;
      lines.push(line);
      listeners.get(line.event)?.(line);
    }
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const says = async (event: string): Promise<unknown> => {
    const known = lines.find((line) => line.event === event);
    if (known) return known.data;
    const announced = new Promise<Line>((resolve) => listeners.set(event, resolve));
    const ended = exited.then((code) => {
      const late = lines.find((line) => line.event === event);
      if (late) return late;
      throw new Error(
        `ended (${code}) without ${event}; it said ${lines.map((l) => l.event).join(', ')}\n${errors}`,
      );
    });
    return (await Promise.race([announced, ended])).data;
  };
  return { says, exited };
}

test('a Python client signs in, connects, is rung and declines', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  await ana.connect();
  const python = pythonClient(ben);
  await expect(python.says('welcome')).resolves.toMatchObject({ user: { id: ben.id } });

  const { call } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });

  await expect(python.says('call:incoming')).resolves.toMatchObject({
    call: { id: call.id },
    caller: { id: ana.id },
  });
  await expect(python.says('ack call:alerting')).resolves.toMatchObject({ ok: true });
  await expect(ana.receives('call:ringing')).resolves.toEqual({ callId: call.id });
  await expect(python.says('ack call:accept of an unknown field')).resolves.toMatchObject({
    ok: false,
    error: { code: 'validation_failed', errors: [{ path: 'nonsense' }] },
  });
  await expect(python.says('ack call:decline')).resolves.toMatchObject({
    ok: true,
    data: { call: { status: 'ended' } },
  });
  await expect(ana.receives('call:ended')).resolves.toMatchObject({
    call: { id: call.id, endReason: 'declined' },
  });
  await expect(python.exited).resolves.toBe(0);
});
