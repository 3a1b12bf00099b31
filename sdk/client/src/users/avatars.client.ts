/**
 * Avatars by user id. Their URLs expire: a picture that a page could not load is requested again, but not over and over,
 * because a picture may also be deleted.
 */
import type { PublicUser } from '../protocol.js';
import { Observable, type Readable } from '../platform/observable.js';

const ASK_AGAIN_AFTER_MS = 30_000;

type Pictured = Pick<PublicUser, 'id' | 'avatarUrl'>;

interface Known {
  /** undefined: not known yet; null: there is none. */
  url: Observable<string | null | undefined>;
  /** In milliseconds since 1970. */
  askedAt: number;
}

export class Avatars {
  readonly #known = new Map<string, Known>();

  /**
   * @param find requests a user from the server; the answer is learned
   * @param urlOf a path of the server as a page can load it
   */
  constructor(
    private readonly find: (userId: string) => Promise<PublicUser>,
    private readonly urlOf: (path: string) => string,
  ) {}

  /** The URL of a user's avatar; null without one, undefined until it is known. */
  of(userId: string): Readable<string | null | undefined> {
    return this.#of(userId).url;
  }

  /** Takes the URL from an answer that holds the user anyway. */
  learn({ id, avatarUrl }: Pictured): void {
    this.#of(id).url.set(avatarUrl && this.urlOf(avatarUrl));
  }

  /** Asks unless it is known. */
  ask(userId: string): void {
    const known = this.#of(userId);
    if (known.url.value === undefined) this.#ask(userId, known);
  }

  /** Call it when a picture could not be loaded: there is none until the server has sent another URL. */
  failed(userId: string): void {
    const known = this.#of(userId);
    known.url.set(null);
    this.#ask(userId, known);
  }

  clear(): void {
    this.#known.clear();
  }

  #ask(userId: string, known: Known): void {
    if (performance.now() - known.askedAt < ASK_AGAIN_AFTER_MS) return;
    known.askedAt = performance.now();
    this.find(userId).catch(() => undefined);
  }

  #of(userId: string): Known {
    const known = this.#known.get(userId);
    if (known) return known;
    const unknown = { url: new Observable<string | null | undefined>(undefined), askedAt: -Infinity };
    this.#known.set(userId, unknown);
    return unknown;
  }
}
