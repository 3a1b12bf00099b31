import { useState } from 'react';
import type { CallMedia } from '../../../src/calls/calls.protocol.js';
import type { OwnUser } from '../../../src/users/users.protocol.js';
import { OauthOutcome } from '../auth/oauth-outcome.js';
import type { Person } from '../calls/call.state.js';
import { CallEnded } from '../calls/call-ended.js';
import { CallView } from '../calls/call-view.js';
import { ContinueHere } from '../calls/continue-here.js';
import { IncomingDialog } from '../calls/incoming-dialog.js';
import { RecentCalls } from '../calls/recent-calls.js';
import { useLastEnding } from '../calls/use-last-ending.js';
import { RinglineError } from '../platform/ringline.error.js';
import { RoomChat } from '../messages/room-chat.js';
import { useChat } from '../messages/use-chat.js';
import { RoomsCard } from '../rooms/rooms-card.js';
import { StatusMenu } from '../presence/status-menu.js';
import { Avatar } from '../users/avatar.js';
import { PeopleList } from '../users/people-list.js';
import { useVoice } from '../voice/use-voice.js';
import { VoicePlace } from '../voice/voice-place.js';
import { ErrorNotice } from './error-notice.js';
import { Logo } from './icons.js';
import { useObservable, useRingline } from './ringline.context.js';
import { SettingsDialog } from './settings-dialog.js';

/** What someone signed in sees. */
export function Home({ user }: { user: OwnUser }) {
  const ringline = useRingline();
  const { auth, calls } = ringline;
  const { active, incoming } = useObservable(calls.state);
  const [ending, setEnding] = useLastEnding();
  const [error, setError] = useState<RinglineError>();
  const [settingUp, setSettingUp] = useState(false);
  const fail = (cause: unknown) => setError(RinglineError.from(cause));
  const voice = useVoice(fail);
  const chat = useChat();

  const call = (person: Person, media: CallMedia) => {
    setEnding(undefined);
    setError(undefined);
    calls.ring(person, media).catch(fail);
  };
  const signOut = async () => {
    await Promise.all([calls.hangup(), ringline.voice.leave()]);
    await auth.logout();
  };

  return (
    <div className="shell">
      <header className="topbar">
        <Logo />
        <div className="me">
          <Avatar name={user.displayName} />
          <span className="me-name" data-testid="me-name">
            {user.displayName}
          </span>
          <StatusMenu user={user} onError={fail} />
          <button
            type="button"
            className="button-quiet"
            data-testid="settings"
            onClick={() => setSettingUp(true)}
          >
            Settings
          </button>
          <button
            type="button"
            className="button-quiet"
            data-testid="sign-out"
            onClick={() => void signOut()}
          >
            Sign out
          </button>
        </div>
      </header>
      <main className="content">
        <div className="notices">
          {!active && <ContinueHere onError={fail} />}
          <OauthOutcome />
          <ErrorNotice error={error} onClose={() => setError(undefined)} />
          <div role="status">
            {ending && (
              <CallEnded ending={ending} ownId={user.id} onCall={call} onClose={() => setEnding(undefined)} />
            )}
          </div>
        </div>
        <VoicePlace voice={voice} ownName={user.displayName} />
        {chat.open && <RoomChat {...chat.open} key={chat.open.room.id} ownId={user.id} />}
        <PeopleList user={user} onCall={call} />
        <div className="side">
          <RoomsCard user={user} voiceRoom={voice.active?.room} onJoinVoice={voice.join} onShow={chat.show} />
          <RecentCalls ownId={user.id} ending={ending} onCall={call} />
        </div>
      </main>
      {settingUp && <SettingsDialog user={user} onClose={() => setSettingUp(false)} />}
      {active && <CallView call={active} />}
      {incoming[0] && <IncomingDialog key={incoming[0].call.id} incoming={incoming[0]} onError={fail} />}
    </div>
  );
}
