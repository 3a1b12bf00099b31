/** Client side of RFC 6455 framing: just enough to load a server without becoming the bottleneck. */

const KEY = Buffer.from([0x5a, 0xc3, 0x1f, 0x96]);

/** A masked text frame, ready to be written as often as one likes. */
export function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const extended = payload.length > 65_535 ? 8 : payload.length > 125 ? 2 : 0;
  const frame = Buffer.allocUnsafe(2 + extended + 4 + payload.length);
  frame[0] = 0x81;
  if (extended === 0) frame[1] = 0x80 | payload.length;
  else if (extended === 2) {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(payload.length, 2);
  } else {
    frame[1] = 0x80 | 127;
    frame.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  KEY.copy(frame, 2 + extended);
  const body = 6 + extended;
  for (let i = 0; i < payload.length; i++) frame[body + i] = payload[i]! ^ KEY[i & 3]!;
  return frame;
}

export const CLOSE_FRAME = Buffer.from([0x88, 0x80, ...KEY]);
export const PONG_FRAME = Buffer.from([0x8a, 0x80, ...KEY]);

export const OPCODE_TEXT = 1;
export const OPCODE_CLOSE = 8;
export const OPCODE_PING = 9;

/** Cuts a byte stream from a server into frames; text is handed over in place, as a range of the chunk. */
export class FrameReader {
  private rest: Buffer | undefined;

  constructor(
    private readonly onFrame: (opcode: number, chunk: Buffer, start: number, end: number) => void,
  ) {}

  push(data: Buffer): void {
    const chunk = this.rest ? Buffer.concat([this.rest, data]) : data;
    this.rest = undefined;
    let at = 0;
    while (chunk.length - at >= 2) {
      let length = chunk[at + 1]! & 0x7f;
      let start = at + 2;
      if (length === 126) {
        if (chunk.length - at < 4) break;
        length = chunk.readUInt16BE(start);
        start += 2;
      } else if (length === 127) {
        if (chunk.length - at < 10) break;
        length = Number(chunk.readBigUInt64BE(start));
        start += 8;
      }
      const end = start + length;
      if (end > chunk.length) break;
      this.onFrame(chunk[at]! & 0x0f, chunk, start, end);
      at = end;
    }
    if (at < chunk.length) this.rest = at === 0 ? chunk : chunk.subarray(at);
  }
}
