import { Variable } from './variable.js';

/** Messages in rooms. */
export class ChatSettings {
  @Variable('GUESTS_MAY_WRITE', {
    group: 'Messages',
    kind: 'boolean',
    fallback: false,
    about:
      'Whether guests may write in public rooms; where they have been granted a role, that role applies.',
  })
  guestsMayWrite: boolean;

  @Variable('MESSAGE_KEEP_DAYS', {
    kind: 'integer',
    range: [0, 3650],
    fallback: 0,
    about: 'Days that messages are kept; 0 keeps them for ever.',
  })
  messageKeepDays: number;

  @Variable('REPORT_KEEP_DAYS', {
    kind: 'integer',
    range: [1, 3650],
    fallback: 180,
    about: 'Days that reports of messages and people are kept after they were closed.',
  })
  reportKeepDays: number;
}
