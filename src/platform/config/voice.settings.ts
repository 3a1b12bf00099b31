import { IsOptional, IsString, MinLength } from 'class-validator';
import { CallSettings } from './call.settings.js';
import { socketOrigin } from './origin.js';
import { Variable } from './variable.js';

/** Rooms and their voice channels. */
export class VoiceSettings extends CallSettings {
  @Variable({
    group: 'Rooms and voice channels',
    kind: 'boolean',
    fallback: false,
    about:
      'Whether guests may join the voice channels of public rooms; where somebody gave them a role, that counts.',
  })
  guestsMaySpeak: boolean;

  @Variable({
    kind: 'integer',
    range: [2, 32],
    fallback: 8,
    about:
      'Devices in one voice channel: each sends its media to every other. Without effect where LiveKit is used.',
  })
  voiceMeshMax: number;

  @Variable({
    kind: 'integer',
    range: [1, 10],
    fallback: 1,
    about: 'Devices of one user in voice channels at the same time; one more moves the oldest out.',
  })
  voiceDevicesPerUser: number;

  @Variable({
    kind: 'string',
    about:
      'LiveKit server that carries the media of voice channels, wss://livekit.example.org. Empty: devices send to each other. Needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET.',
    spelling: socketOrigin,
  })
  @IsOptional()
  @IsString()
  livekitUrl?: string;

  @Variable({ kind: 'string', about: "A key of LiveKit's configuration (`keys`)." })
  @IsOptional()
  @MinLength(1)
  livekitApiKey?: string;

  @Variable({ kind: 'string', secret: true, about: 'The secret that belongs to LIVEKIT_API_KEY.' })
  @IsOptional()
  @MinLength(32, { message: 'must have at least 32 characters, as LiveKit demands' })
  livekitApiSecret?: string;
}
