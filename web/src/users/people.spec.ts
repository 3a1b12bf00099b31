import { describe, expect, it } from '@jest/globals';
import type { PresenceList, PublicUser } from '@ringline/client';
import { peopleRows } from './people.js';

const user = (id: string, displayName: string): PublicUser => ({
  id,
  username: id,
  displayName,
  bio: '',
  avatarUrl: null,
  isGuest: false,
  status: 'ONLINE',
  isOnline: true,
  lastSeenAt: null,
});
const here = (userId: string, version = 1) => ({
  userId,
  username: userId,
  status: 'ONLINE' as const,
  lastSeenAt: null,
  version,
});

const present = (...users: ReturnType<typeof here>[]): PresenceList => ({
  users: new Map(users.map((one) => [one.userId, one])),
  guests: 0,
});

describe('the list of people', () => {
  const directory = [user('ana', 'Ana'), user('ben', 'Ben'), user('cem', 'Cem')];

  it('shows who is here first and leaves oneself out', () => {
    const rows = peopleRows(directory, present(here('cem'), here('ana')), 'ana', '');
    expect(rows.map(({ displayName, status }) => [displayName, status])).toEqual([
      ['Cem', 'ONLINE'],
      ['Ben', 'OFFLINE'],
    ]);
  });

  it('knows somebody who is here before the directory does', () => {
    const rows = peopleRows(directory, present(here('eve')), 'ana', '');
    expect(rows[0]).toMatchObject({ id: 'eve', displayName: 'eve', status: 'ONLINE' });
  });

  it('finds by username and by display name', () => {
    const list = present(here('eve'));
    expect(peopleRows(directory, list, 'ana', ' BE').map(({ id }) => id)).toEqual(['ben']);
    expect(peopleRows(directory, list, 'ana', 'nobody')).toEqual([]);
    const zoe = [...directory, user('zoe', 'Zoë Łódź')];
    expect(peopleRows(zoe, list, 'ana', 'LODZ zoe').map(({ id }) => id)).toEqual(['zoe']);
  });
});
