import type { Socket } from 'socket.io';

const FIN_TEXT = 0x81;
/** Engine.IO: the packet is a message. */
const MESSAGE = 0x34;
const LONG = 0x1_0000;

/** Hands a Socket.IO frame to Engine.IO; on a WebSocket the existing bytes are written. */
export function writeFrame(conn: Socket['conn'], text: string, frame: Buffer): void {
  conn.write(text, { compress: false, wsPreEncodedFrame: [frame] } as object);
}

/**
 * A Socket.IO frame as the bytes of one WebSocket message (RFC 6455, section 5.2: unmasked, in one piece), so that it goes out
 * in a single write; by itself the library writes a header and a text.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text) + 1;
  const start = length < 126 ? 2 : length < LONG ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = FIN_TEXT;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame[start] = MESSAGE;
  frame.write(text, start + 1);
  return frame;
}
