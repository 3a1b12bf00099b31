import type { OwnUser } from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';

const PROFILE = '/api/profile';

/** The user's own profile as others see it; changes show in `auth.state` at once. */
export class Profile {
  constructor(private readonly auth: Auth) {}

  /** Absent fields stay; an empty bio deletes it. */
  async change(change: { displayName?: string; bio?: string }): Promise<OwnUser> {
    return this.#own(await this.auth.send('PATCH', PROFILE, { body: change }));
  }

  /** An image; the server makes a square of it. */
  async setAvatar(picture: Blob): Promise<OwnUser> {
    return this.#own(await this.auth.send('PUT', `${PROFILE}/avatar`, { file: picture }));
  }

  async removeAvatar(): Promise<void> {
    await this.auth.send('DELETE', `${PROFILE}/avatar`);
    const { user } = this.auth.state.value;
    if (user) this.#own({ ...user, avatarUrl: null });
  }

  #own(user: OwnUser): OwnUser {
    this.auth.setUser(user);
    return user;
  }
}
