import type { Media as Medium } from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';

/** Images for messages. The server deletes uploads that no message uses after a while. */
export class Media {
  constructor(private readonly auth: Auth) {}

  /** @param picture JPEG, PNG, WebP or GIF; the server makes an image of its own of it */
  upload(picture: Blob): Promise<Medium> {
    return this.auth.send('POST', '/api/media', { file: picture });
  }

  /** One of the user's uploads that no message uses. */
  async discard(id: string): Promise<void> {
    await this.auth.send('DELETE', `/api/media/${id}`);
  }

  /** The URL of a medium, until it expires. */
  urlOf({ url }: Medium): string {
    return this.auth.urlOf(url);
  }
}
