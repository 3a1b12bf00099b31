import { describe, expect, it } from '@jest/globals';
import { fromSnapshot, withChanges } from './presence.list.js';

const ana = (version: number, status: 'ONLINE' | 'IDLE' | 'OFFLINE') => ({
  userId: 'ana',
  username: 'ana',
  status,
  lastSeenAt: null,
  version,
});

describe('the presence list', () => {
  it('takes a newer change', () => {
    const list = withChanges(fromSnapshot({ users: [ana(3, 'ONLINE')], guests: 1 }), [ana(4, 'IDLE')]);
    expect(list.users.get('ana')?.status).toBe('IDLE');
    expect(list.guests).toBe(1);
  });

  it('drops a change that is not newer, and stays the same object', () => {
    const list = fromSnapshot({ users: [ana(3, 'ONLINE')], guests: 0 });
    expect(withChanges(list, [ana(3, 'OFFLINE')])).toBe(list);
    expect(withChanges(list, [ana(2, 'OFFLINE')])).toBe(list);
  });

  it('takes several at once, of one person the newest', () => {
    const ben = { ...ana(7, 'IDLE'), userId: 'ben' };
    const list = withChanges(fromSnapshot({ users: [ana(3, 'ONLINE')], guests: 0 }), [
      ana(5, 'OFFLINE'),
      ben,
      ana(4, 'IDLE'),
    ]);
    expect([...list.users.values()]).toEqual([ana(5, 'OFFLINE'), ben]);
  });

  it('leaves the list it was made from alone', () => {
    const list = fromSnapshot({ users: [], guests: 0 });
    withChanges(list, [ana(1, 'ONLINE')]);
    expect(list.users.size).toBe(0);
  });

  it('keeps a change that overtook its snapshot', () => {
    const list = fromSnapshot({ users: [ana(3, 'ONLINE')], guests: 0 }, [ana(4, 'OFFLINE')]);
    expect(list.users.get('ana')?.status).toBe('OFFLINE');
  });

  it('prefers the snapshot to an older change before it', () => {
    const list = fromSnapshot({ users: [ana(3, 'ONLINE')], guests: 0 }, [ana(2, 'OFFLINE')]);
    expect(list.users.get('ana')?.status).toBe('ONLINE');
  });

  it('is empty for guests', () => {
    expect(fromSnapshot({ guests: 4 })).toEqual({ users: new Map(), guests: 4 });
  });
});
