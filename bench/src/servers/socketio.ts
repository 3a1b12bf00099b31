/** The bare relay: socket.io, an HS256 token checked once in the handshake, messages passed on; nothing else. */
import { createSecretKey } from 'node:crypto';
import { createServer } from 'node:http';
import { compare, hash } from 'bcrypt';
import jwt from 'jsonwebtoken';
import { Server } from 'socket.io';

interface Message {
  to: string;
}
type Ack = (answer: object) => void;

const BCRYPT_COST = 12;
const key = createSecretKey(Buffer.from(process.env.TOKEN_SECRET!));
const password = hash('correct horse battery', BCRYPT_COST);

const http = createServer((request, response) => {
  let body = '';
  request.on('data', (data: Buffer) => (body += data.toString()));
  request.on('end', () => {
    void password
      .then((stored) => compare((JSON.parse(body) as { password: string }).password, stored))
      .then((same) => response.writeHead(same ? 200 : 401).end());
  });
});
const io = new Server(http);

io.use((socket, next) => {
  try {
    socket.data.user = jwt.verify((socket.handshake.auth as { token: string }).token, key, {
      algorithms: ['HS256'],
    });
    next();
  } catch {
    next(new Error('not signed in'));
  }
});

io.on('connection', (socket) => {
  const relay = (event: string, delivered: string) =>
    socket.on(event, (message: Message, ack?: Ack) => {
      io.to(message.to).emit(delivered, { ...message, from: socket.id });
      ack?.({ ok: true, data: {} });
    });
  socket.on('room:join', ({ room }: { room: string }, ack?: Ack) => {
    void socket.join(room);
    ack?.({ ok: true, data: {} });
  });
  socket.on('message:send', (message: { room: string }, ack?: Ack) => {
    io.to(message.room).emit('message:new', { ...message, from: socket.id });
    ack?.({ ok: true, data: {} });
  });
  relay('signal', 'signal');
  relay('call:ring', 'call:incoming');
  relay('call:accept', 'call:accepted');
});

await password;
http.listen(Number(process.env.PORT), '127.0.0.1');
