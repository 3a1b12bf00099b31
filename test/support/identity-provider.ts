/** Starts the foreign identity providers (see identity-provider.process.mjs) and provides their users. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import type { OauthProviderName } from '../../src/oauth/oauth.protocol.js';

/** A user with an account at the providers, the same at all three. */
export interface Person {
  id: string;
  login: string;
  name: string;
  email: string | null;
  /** Whether the providers say that the e-mail address is theirs. */
  verified: boolean;
}

/** How the providers' own endpoints answer, other than the pages that people see. */
type Trouble = 'none' | 'cut' | 'unavailable' | 'web page' | 'silent';

const CLIENT_ID = 'ringline-test';
const CLIENT_SECRET = 'a secret that GitHub showed once';

export class IdentityProvider {
  private constructor(
    readonly urls: Record<OauthProviderName, string>,
    private readonly process: ChildProcess,
  ) {}

  /** @param publicUrls of the servers that are registered there */
  static async start(...publicUrls: string[]): Promise<IdentityProvider> {
    const options = { publicUrls, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
    const script = path.resolve(import.meta.dirname, 'identity-provider.process.mjs');
    const child = spawn(process.execPath, [script, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let errors = '';
    child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const urls = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout!.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const line = text.split('\n').find((part) => part.endsWith('}') && part.startsWith('{'));
        if (line) resolve(line);
      });
      child.once('exit', () => reject(new Error(`The identity provider ended; it said:\n${errors}`)));
    });
    return new IdentityProvider(JSON.parse(urls) as Record<OauthProviderName, string>, child);
  }

  /** The settings of a server that is a client of all three. */
  get env(): Record<string, string> {
    return {
      OAUTH_GITHUB_CLIENT_ID: CLIENT_ID,
      OAUTH_GITHUB_CLIENT_SECRET: CLIENT_SECRET,
      OAUTH_GITHUB_URL: this.urls.github,
      OAUTH_GOOGLE_CLIENT_ID: CLIENT_ID,
      OAUTH_GOOGLE_CLIENT_SECRET: CLIENT_SECRET,
      OAUTH_GOOGLE_ISSUER: this.urls.google,
      OAUTH_DISCORD_CLIENT_ID: CLIENT_ID,
      OAUTH_DISCORD_CLIENT_SECRET: CLIENT_SECRET,
      OAUTH_DISCORD_URL: this.urls.discord,
    };
  }

  /** Adds a user, or changes one. */
  async person(name: string, facts: Partial<Person> = {}): Promise<Person> {
    const id = facts.id ?? String(randomInt(1e9, 9e9));
    const person: Person = {
      id,
      login: `${name}-${id.slice(0, 6)}`,
      name: `${name} of the net`,
      email: `${name}.${id}@example.org`,
      verified: true,
      ...facts,
    };
    await this.configure('people', person);
    return person;
  }

  async is(trouble: Trouble): Promise<void> {
    await this.configure('trouble', { trouble });
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill();
    await exited;
  }

  private async configure(what: string, body: object): Promise<void> {
    const answer = await fetch(`${this.urls.github}/-/${what}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The identity provider answered ${answer.status}`);
  }
}
