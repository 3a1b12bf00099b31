import type { ClientConfig } from '../protocol.js';
import type { HttpClient } from '../platform/http.client.js';

/** The server's limits and features. */
export class Meta {
  #asked?: Promise<ClientConfig>;

  constructor(private readonly http: HttpClient) {}

  /** Asked once for each page. */
  clientConfig(): Promise<ClientConfig> {
    this.#asked ??= this.http.send<ClientConfig>('GET', '/api/meta/client-config').catch((cause: unknown) => {
      this.#asked = undefined;
      throw cause;
    });
    return this.#asked;
  }
}
