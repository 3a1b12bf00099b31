import type { ActiveCall } from '@ringline/client';
import { useObservable } from '@ringline/react';
import { InCall } from './in-call.js';
import { OutgoingDialog } from './outgoing-dialog.js';

/** The call this page takes part in: ringing out, or under way. */
export function CallView({ call }: { call: ActiveCall }) {
  const state = useObservable(call.state);
  const ringsOut =
    state.direction === 'outgoing' && ['preparing', 'calling', 'ringing'].includes(state.phase);
  return ringsOut ? <OutgoingDialog state={state} /> : <InCall call={call} state={state} />;
}
