import type { ServerOptions } from 'socket.io';
import { Encoder } from 'socket.io-parser';
import { FrameDecoder } from './addressed-frame.js';

/** What a Socket.IO server needs for the short cuts of this folder: our decoder, and frames that nothing compresses. */
export const frameOptions = {
  parser: { Encoder, Decoder: FrameDecoder },
  perMessageDeflate: false,
  httpCompression: false,
} satisfies Partial<ServerOptions>;
