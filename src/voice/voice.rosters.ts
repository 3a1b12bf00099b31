import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Configuration } from '../platform/config/configuration.js';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { SingleFlight } from '../platform/schedule/single-flight.js';
import type { Room } from '../rooms/rooms.protocol.js';
import type { Connection } from '../realtime/socket.connection.js';
import { SignalingService } from '../signaling/signaling.service.js';
import { asPeer, catchUp, type Participant, type LastSent, lastSentOf } from './voice-roster.policy.js';
import type { VoiceLeftReason, VoiceServerEvents } from './voice.protocol.js';
import { VoiceStore } from './voice.store.js';

const CHANGED = 'voice-changed';

interface Changed {
  roomId: string;
  /** A joining participant is announced before they can signal; everything else is read. */
  joined?: Participant;
}

interface Roster {
  connection: Connection;
  peerId: string;
  lastSent: Map<string, LastSent>;
  /** As with `LastSent`. */
  asOf: number;
}

interface Channel {
  slug: string;
  rosters: Map<string, Roster>;
  /** One at a time; hints that come in meanwhile share the next one. */
  reader: SingleFlight;
  /** How many readings have begun. */
  readings: number;
}

/**
 * What the devices of this instance have been sent about the channels they are in. An event of a change is a hint to read the
 * channel and send the difference; hints may get lost and instances may die between a change and its hint, so channels are also
 * polled.
 */
@Injectable()
export class VoiceRosters implements OnApplicationBootstrap {
  private readonly channels = new Map<string, Channel>();

  constructor(
    private readonly store: VoiceStore,
    private readonly signaling: SignalingService,
    private readonly config: Configuration,
    @Inject(BUS) private readonly bus: Bus,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.gauge('voice_participants', 'Devices of this instance in voice channels', () => this.count());
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.subscribe<Changed>(CHANGED, (changed) => this.hear(changed));
  }

  /** From now on the device is sent whatever differs from `participants`. */
  open({ id, slug }: Room, connection: Connection, peerId: string, participants: Participant[]): void {
    const channel = this.channels.get(id) ?? this.channel(id, slug);
    this.channels.set(id, channel);
    connection.keepAwake('voice', true);
    const asOf = channel.readings;
    channel.rosters.set(connection.id, {
      connection,
      peerId,
      lastSent: lastSentOf(participants, asOf, peerId),
      asOf,
    });
    // The changes since they were read.
    void channel.reader.run();
  }

  close(roomId: string, connectionId: string): void {
    const channel = this.channels.get(roomId);
    const roster = channel?.rosters.get(connectionId);
    if (!channel || !roster) return;
    channel.rosters.delete(connectionId);
    if (channel.rosters.size === 0) this.channels.delete(roomId);
    roster.connection.keepAwake('voice', this.of(connectionId).length > 0);
  }

  /** The channels that a device is in. */
  of(connectionId: string): string[] {
    return [...this.channels].flatMap(([id, { rosters }]) => (rosters.has(connectionId) ? [id] : []));
  }

  has(roomId: string, connectionId: string): boolean {
    return this.channels.get(roomId)?.rosters.has(connectionId) ?? false;
  }

  /** Notifies every device in the channel, on every instance. */
  async changed(roomId: string, joined?: Participant): Promise<void> {
    const changed: Changed = { roomId, joined };
    await this.bus.publish(CHANGED, changed).catch((error: unknown) => {
      this.log.warn('other instances will hear of a voice channel later', { error });
      this.hear(changed);
    });
  }

  /** Sends the devices of this instance the changes they have not received. */
  catchUpAll(): void {
    for (const { reader } of this.channels.values()) void reader.run();
  }

  private hear({ roomId, joined }: Changed): void {
    const channel = this.channels.get(roomId);
    if (channel && joined) this.announce(channel, joined);
    void channel?.reader.run();
  }

  private announce(channel: Channel, joined: Participant): void {
    const { peerId, epoch, revision } = joined;
    for (const { connection, lastSent, peerId: own } of channel.rosters.values()) {
      if (own === peerId || lastSent.has(peerId)) continue;
      lastSent.set(peerId, { epoch, revision, away: false, asOf: channel.readings });
      this.send(connection, 'voice:joined', { room: channel.slug, peer: asPeer(joined) });
    }
  }

  private channel(roomId: string, slug: string): Channel {
    const channel: Channel = {
      slug,
      rosters: new Map(),
      reader: new SingleFlight(() => this.read(roomId, channel)),
      readings: 0,
    };
    return channel;
  }

  private async read(roomId: string, channel: Channel): Promise<void> {
    try {
      const reading = ++channel.readings;
      await this.compare(roomId, channel, reading, await this.store.participants(roomId));
    } catch (error) {
      this.log.warn('a voice channel could not be read', { error });
    }
  }

  private async compare(
    roomId: string,
    channel: Channel,
    reading: number,
    participants: Participant[],
  ): Promise<void> {
    const room = channel.slug;
    const graceMs = this.config.calls.resumeGraceS * 1000;
    const gone: { roster: Roster; peerId: string }[] = [];
    for (const roster of channel.rosters.values()) {
      if (roster.asOf >= reading) continue;
      const { connection, peerId, lastSent } = roster;
      const own = participants.find((participant) => participant.peerId === peerId);
      if (own?.connectionId !== connection.id) {
        // Removed from view at once; the reason is sent when it is known.
        this.close(roomId, connection.id);
        this.signaling.withdraw(connection, roomId);
        if (own) this.send(connection, 'voice:left', { room, peerId, reason: 'moved' });
        else gone.push({ roster, peerId });
        continue;
      }
      for (const update of catchUp(lastSent, participants, reading, peerId, graceMs))
        if (update.event === 'gone') gone.push({ roster, peerId: update.peerId });
        else connection.emit(update.event, { room, ...update.payload });
    }
    if (gone.length > 0) await this.sendDepartures(room, gone);
  }

  private async sendDepartures(room: string, gone: { roster: Roster; peerId: string }[]): Promise<void> {
    let reasons = new Map<string, VoiceLeftReason>();
    try {
      reasons = await this.store.reasons([...new Set(gone.map(({ peerId }) => peerId))]);
    } catch (error) {
      this.log.warn('the reason for leaving a voice channel is not known', { error });
    }
    for (const { roster, peerId } of gone)
      // Without a row the account was deleted.
      this.send(roster.connection, 'voice:left', { room, peerId, reason: reasons.get(peerId) ?? 'left' });
  }

  private send<E extends keyof VoiceServerEvents>(
    connection: Connection,
    event: E,
    payload: VoiceServerEvents[E],
  ): void {
    connection.emit(event, payload);
  }

  private count(): number {
    let count = 0;
    for (const { rosters } of this.channels.values()) count += rosters.size;
    return count;
  }
}
