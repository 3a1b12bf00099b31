import { ApiProperty } from '@nestjs/swagger';
import type { Media } from './media.protocol.js';

const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;

export class MediaDto implements Media {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'A path that lapses after mediaUrlTtlSeconds.' })
  url: string;

  @ApiProperty({ enum: TYPES })
  contentType: Media['contentType'];

  @ApiProperty()
  bytes: number;

  @ApiProperty({ description: 'In pixels.' })
  width: number;

  @ApiProperty({ description: 'In pixels.' })
  height: number;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

/** The body of uploads, for the OpenAPI document. */
export const FILE_BODY = {
  schema: {
    type: 'object',
    required: ['file'],
    properties: {
      file: {
        type: 'string',
        format: 'binary',
        description: 'JPEG, PNG, WebP or GIF, told by its content; re-encoded without metadata.',
      },
    },
  },
};
