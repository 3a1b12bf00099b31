import { IsOptional, IsString, MinLength } from 'class-validator';
import { socketOrigin } from './origin.js';
import { Variable } from './variable.js';

/** Rooms and their voice channels. */
export class VoiceSettings {
  @Variable('GUESTS_MAY_SPEAK', {
    group: 'Rooms and voice channels',
    kind: 'boolean',
    fallback: false,
    about:
      'Whether guests may join the voice channels of public rooms; where they have been granted a role, that role applies.',
  })
  guestsMaySpeak: boolean;

  @Variable('VOICE_MESH_MAX', {
    kind: 'integer',
    range: [2, 32],
    fallback: 8,
    about:
      'Devices in one voice channel: each sends its media to every other. Without effect where LiveKit is used.',
  })
  meshMax: number;

  @Variable('VOICE_DEVICES_PER_USER', {
    kind: 'integer',
    range: [1, 10],
    fallback: 1,
    about: 'Devices of one user in voice channels at the same time; one more moves the oldest out.',
  })
  devicesPerUser: number;

  @Variable('LIVEKIT_URL', {
    kind: 'string',
    about:
      'LiveKit server that carries the media of voice channels, wss://livekit.example.org. Empty: devices send to each other. Needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET.',
    spelling: socketOrigin,
  })
  @IsOptional()
  @IsString()
  livekitUrl?: string;

  @Variable('LIVEKIT_API_KEY', { kind: 'string', about: "A key of LiveKit's configuration (`keys`)." })
  @IsOptional()
  @MinLength(1)
  livekitApiKey?: string;

  @Variable('LIVEKIT_API_SECRET', {
    kind: 'string',
    secret: true,
    about: 'The secret that belongs to LIVEKIT_API_KEY.',
  })
  @IsOptional()
  @MinLength(32, { message: 'must have at least 32 characters, as LiveKit demands' })
  livekitApiSecret?: string;
}
