/** Uploaded images, as they cross the wire. Instants are ISO 8601 UTC strings; ids are UUIDs. */

/** Answer of `POST /api/media`, and an attachment of a message. */
export interface Media {
  id: string;
  /** A signed path that expires after `mediaUrlTtlSeconds`. */
  url: string;
  /** The type of the re-encoded image. */
  contentType: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif';
  bytes: number;
  /** In pixels, as shown: turned the way the camera was held. */
  width: number;
  height: number;
  createdAt: string;
}
