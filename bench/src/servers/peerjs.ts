/** The PeerJS server as it comes, with room for more clients than its default. It has neither acks nor authentication. */
import { PeerServer } from 'peer';

PeerServer({ host: '127.0.0.1', port: Number(process.env.PORT), path: '/', concurrent_limit: 100_000 });
