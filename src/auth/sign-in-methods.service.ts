import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';

/** The ways in that this server offers, for pages that draw the buttons. */
@Injectable()
export class SignInMethods {
  private readonly offered = new Set<string>();

  constructor(private readonly config: Configuration) {}

  /** Call at start, for each service elsewhere that people may sign in with. */
  offerProvider(name: string): void {
    this.offered.add(name);
  }

  get own(): ('password' | 'guest')[] {
    return this.config.auth.guestsMayEnter ? ['password', 'guest'] : ['password'];
  }

  get providers(): string[] {
    return [...this.offered];
  }
}
