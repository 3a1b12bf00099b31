import type { PresenceClientEvents } from '../protocol.js';
import type { Channel } from '../realtime/channel.js';
import type { Connection } from '../realtime/connection.js';

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus', 'visibilitychange'];
/** How often activity is reported, within the time after which the server would end the connection. */
const PINGS_PER_TIMEOUT = 3;

/** Reports that the user is active: an idle connection is restored, and one that the server may end for idleness is kept. */
export class Activity {
  #pingedAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly connection: Connection) {
    const channel = connection.channel<PresenceClientEvents, object>();
    const seen = () => this.#seen(channel);
    for (const sign of SIGNS) addEventListener(sign, seen, { passive: true, capture: true });
  }

  #seen(channel: Channel<PresenceClientEvents, object>): void {
    if (document.visibilityState === 'hidden') return;
    const { status, welcome } = this.connection.state.value;
    if (status === 'resting') this.connection.reopen();
    if (status !== 'connected' || !welcome?.idleTimeoutMs) return;
    const now = performance.now();
    if (now - this.#pingedAtMs < welcome.idleTimeoutMs / PINGS_PER_TIMEOUT) return;
    this.#pingedAtMs = now;
    void channel.request('presence:ping', {}).catch(() => undefined);
  }
}
