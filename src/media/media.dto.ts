import { ApiProperty } from '@nestjs/swagger';
import type { Media } from './media.protocol.js';

const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;

export class MediaDto implements Media {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({
    example: '/api/media/6f1c2a52-7d5b-4d37-9a53-6d3a1f0c9b11?exp=1790000000&sig=…',
    description: 'A signed path that expires after mediaUrlTtlSeconds.',
  })
  url: string;

  @ApiProperty({ enum: TYPES })
  contentType: Media['contentType'];

  @ApiProperty({ example: 48213 })
  bytes: number;

  @ApiProperty({ example: 800, description: 'In pixels.' })
  width: number;

  @ApiProperty({ example: 600, description: 'In pixels.' })
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
        description: 'JPEG, PNG, WebP or GIF, whatever its name says; re-encoded without metadata.',
      },
    },
  },
};
