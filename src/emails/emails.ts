import type { Email } from '../platform/mail/mail.js';
import type { TokenPurpose } from './one-time-token.js';

/** The page route that opens a mailed link. */
const PATHS: Record<TokenPurpose, string> = {
  password_reset: '/reset',
  email_verification: '/verify',
  invitation: '/invitation',
};

/**
 * The token stands in the fragment, which browsers keep to themselves: it is in no request line, log or Referer.
 * @param base from the configuration, never from a request
 */
export function linkTo(purpose: TokenPurpose, token: string, base: string): string {
  return `${withoutSlash(base)}${PATHS[purpose]}#token=${token}`;
}

/** E-mails with a link that works once. */
export const LINK_EMAILS: Record<TokenPurpose, (username: string, link: string) => Email> = {
  password_reset: (username, link) => ({
    subject: 'Reset your Ringline password',
    text: email(
      username,
      'Somebody, probably you, asked for a new password for your Ringline account.\nChoose one here within 10 minutes:',
      link,
      'If it was not you, ignore this mail. Nothing has changed.',
    ),
  }),
  email_verification: (username, link) => ({
    subject: 'Confirm your e-mail address for Ringline',
    text: email(
      username,
      'Please confirm that this address belongs to your Ringline account.\nThe link works for 24 hours:',
      link,
      'If you have no account at Ringline, ignore this mail.',
    ),
  }),
  invitation: (username, link) => ({
    subject: 'You are invited to Ringline',
    text: email(
      username,
      `An account was made for you at Ringline. Your username is ${username}.\nChoose a password within 3 days to use it:`,
      link,
      'If you did not expect this, ignore this mail.',
    ),
  }),
};

/** Security notifications to the owner of an account. */
export type SecurityEmailKind =
  | 'password_changed'
  | 'password_reset'
  | 'password_set'
  | 'email_verified'
  | 'refresh_token_reused'
  | 'sign_in_method_linked';

export interface SecurityEmailFacts {
  /** Of `sign_in_method_linked`. */
  provider?: string;
  /** Providers that no longer sign in because they were linked before the e-mail address was proven, separated by commas. */
  removed?: string;
  /** Of `password_reset`: providers that still sign in, separated by commas. */
  remaining?: string;
}

/** As people call them. */
const CALLED: Record<string, string> = { github: 'GitHub', google: 'Google', discord: 'Discord' };

function called(providers: string): string {
  const names = providers.split(',').map((provider) => CALLED[provider] ?? provider);
  return names.join(', ');
}

function sentences(...parts: (string | false)[]): string {
  return parts.filter((part) => part !== false).join('\n');
}

function removedSentence(removed = ''): string | false {
  return (
    removed !== '' &&
    `Signing in with ${called(removed)} was removed, because it was set up before this address was confirmed.`
  );
}

const NOTICES: Record<SecurityEmailKind, (facts: SecurityEmailFacts) => { subject: string; what: string }> = {
  password_changed: () => ({
    subject: 'Your Ringline password was changed',
    what: 'The password of your Ringline account was changed, and all other devices were signed out.',
  }),
  password_reset: ({ removed, remaining = '' }) => ({
    subject: 'Your Ringline password was reset',
    what: sentences(
      'The password of your Ringline account was reset by mail, and all devices were signed out.',
      removedSentence(removed),
      remaining !== ''
        ? `You can still sign in to the account with ${called(remaining)}. Unlink providers you do not recognise in the settings.`
        : 'Nothing but the new password opens the account.',
    ),
  }),
  email_verified: ({ removed }) => ({
    subject: 'Your Ringline address was confirmed',
    what: sentences(
      'The e-mail address of your Ringline account was confirmed for the first time, and all other devices were signed out.',
      removedSentence(removed),
    ),
  }),
  password_set: () => ({
    subject: 'Your Ringline account has a password now',
    what: 'Your Ringline account was given a password, and all other devices were signed out.',
  }),
  refresh_token_reused: () => ({
    subject: 'A device was signed out of your Ringline account',
    what: 'Somebody used an old copy of the key that kept one of your devices signed in.\nThat device was signed out, to be safe.',
  }),
  sign_in_method_linked: ({ provider }) => ({
    subject: 'A new way to sign in to your Ringline account',
    what: `Your Ringline account can now be entered with ${provider ? called(provider) : 'another service'}.`,
  }),
};

export function securityEmail(
  kind: SecurityEmailKind,
  username: string,
  at: Date,
  base: string,
  facts: SecurityEmailFacts,
): Email {
  const { subject, what } = NOTICES[kind](facts);
  const time = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const advice = `If this was not you, choose a new password with "Forgot password?" at\n${withoutSlash(base)}/`;
  return { subject, text: email(username, what, `Time: ${time}`, advice) };
}

/** The last e-mail to a deleted account; it contains no name. */
export function accountDeletedEmail(base: string): Email {
  return {
    subject: 'Your Ringline account was deleted',
    text: `${[
      'Hello,',
      'The Ringline account of this address was deleted, at the request of its owner. All devices were signed out.',
      `If this was not you, write to those who run\n${withoutSlash(base)}/`,
      'Ringline',
    ].join('\n\n')}\n`,
  };
}

/**
 * For the owner of an e-mail address that another person tried to register with, where the page does not disclose that it is
 * taken.
 */
export function alreadyRegisteredEmail(username: string, base: string): Email {
  return {
    subject: 'You already have a Ringline account',
    text: email(
      username,
      'Somebody, probably you, tried to register at Ringline with this address.\nYou have an account already, so nothing has changed.',
      `Your username is ${username}. If you forgot the password, use "Forgot password?" at\n${withoutSlash(base)}/`,
    ),
  };
}

function email(username: string, ...paragraphs: string[]): string {
  return `${[`Hello ${username},`, ...paragraphs, 'Ringline'].join('\n\n')}\n`;
}

function withoutSlash(base: string): string {
  return base.replace(/\/+$/, '');
}
