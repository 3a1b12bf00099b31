import { clsx } from 'clsx';
import { useMemo, useState } from 'react';
import { type OwnUser, RinglineError } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { OauthOutcome } from '../auth/oauth-outcome.js';
import { CallEnded } from '../calls/call-ended.js';
import { CallView } from '../calls/call-view.js';
import { ContinueHere } from '../calls/continue-here.js';
import { IncomingDialog } from '../calls/incoming-dialog.js';
import { RecentCalls } from '../calls/recent-calls.js';
import { useLastEnding } from '../calls/use-last-ending.js';
import { ChatsCard } from '../inbox/chats-card.js';
import { useReading } from '../inbox/use-reading.js';
import { ThreadPane } from '../messages/thread-pane.js';
import { useChat } from '../messages/use-chat.js';
import { JoinRoomDialog } from '../rooms/join-room-dialog.js';
import { PeopleList } from '../users/people-list.js';
import { PersonCard } from './person-card.js';
import { ProfileDialog } from '../users/profile-dialog.js';
import { type PersonActions, PersonActionsContext } from '../users/use-person-actions.js';
import { useVoice } from '../voice/use-voice.js';
import { VoicePane } from '../voice/voice-pane.js';
import { ErrorNotice } from '../ui/error-notice.js';
import { MeView } from './me-view.js';
import { SettingsDialog } from './settings-dialog.js';
import { TabBar, type View } from './tab-bar.js';
import { TopBar } from './top-bar.js';
import { useNarrow } from '../ui/use-narrow.js';
import cards from '../ui/card.module.css';
import notices from '../ui/notice.module.css';
import styles from './shell.module.css';

type Opened = 'settings' | 'profile' | { personId: string };

interface HomeProps {
  user: OwnUser;
  /** The token of an invitation that the page was opened with. */
  invitation?: string;
  onInvitationDone: () => void;
}

/** The page of a signed-in user: several views side by side as space allows, on a phone one at a time. */
export function Home({ user, invitation, onInvitationDone }: HomeProps) {
  const ringline = useRingline();
  const { auth, calls, inbox } = ringline;
  const { active, incoming } = useObservable(calls.state);
  const [ending, setEnding] = useLastEnding();
  const [error, setError] = useState<RinglineError>();
  const [opened, setOpened] = useState<Opened>();
  const [view, setView] = useState<View>('chats');
  const isNarrow = useNarrow();
  const fail = (cause: unknown) => setError(RinglineError.from(cause));
  const voice = useVoice(fail);
  const chat = useChat();
  const unread = useReading(!isNarrow || view === 'chats');

  const { show: showThread } = chat;
  const actions = useMemo<PersonActions>(
    () => ({
      show: (personId) => setOpened({ personId }),
      write: ({ username }) => {
        setView('chats');
        inbox.start(username).then(showThread, (cause: unknown) => setError(RinglineError.from(cause)));
      },
      call: (person, media) => {
        setEnding(undefined);
        setError(undefined);
        calls.ring(person, media).catch((cause: unknown) => setError(RinglineError.from(cause)));
      },
    }),
    [calls, inbox, showThread, setEnding],
  );
  const close = () => setOpened(undefined);
  const signOut = async () => {
    await Promise.all([calls.hangup(), ringline.voice.leave()]);
    await auth.logout();
  };
  const me = {
    user,
    onError: fail,
    onSettings: () => setOpened('settings'),
    onSignOut: () => void signOut(),
  };

  return (
    <PersonActionsContext value={actions}>
      <div
        className={styles.shell}
        data-testid="shell"
        data-view={view}
        data-thread={chat.open ? 'open' : 'none'}
      >
        <TopBar
          {...me}
          isNarrow={isNarrow}
          onProfile={() => (isNarrow ? setView('me') : setOpened('profile'))}
        />
        <div className={notices.list}>
          {!active && <ContinueHere onError={fail} />}
          <OauthOutcome />
          <ErrorNotice error={error} onClose={() => setError(undefined)} />
          <div role="status">
            {ending && (
              <CallEnded
                ending={ending}
                ownId={user.id}
                onCall={actions.call}
                onClose={() => setEnding(undefined)}
              />
            )}
          </div>
        </div>
        <main className={styles.content}>
          <div className={clsx(cards.column, cards.fills, styles.chats)}>
            <ChatsCard
              user={user}
              openRoom={chat.open?.room.slug}
              voiceRoom={voice.active?.room}
              onJoinVoice={voice.join}
              onShow={chat.show}
              onOpen={(slug) => void chat.go(slug).catch(fail)}
            />
          </div>
          <div className={clsx(cards.column, styles.thread)}>
            <VoicePane voice={voice} user={user} isAside={chat.open !== undefined} />
            <ThreadPane chat={chat} ownId={user.id} />
          </div>
          <div className={clsx(cards.column, cards.fills, styles.people)}>
            <PeopleList user={user} />
          </div>
          <div className={clsx(cards.column, cards.fills, styles.calls)}>
            <RecentCalls ownId={user.id} ending={ending} isShown={isNarrow ? view === 'calls' : undefined} />
          </div>
          {isNarrow && <MeView {...me} />}
        </main>
        {isNarrow && (
          <TabBar
            view={view}
            onChoose={setView}
            badges={{ chats: unread.total, calls: unread.missedCalls }}
          />
        )}
        {opened === 'settings' && <SettingsDialog user={user} onClose={close} />}
        {opened === 'profile' && <ProfileDialog user={user} onClose={close} />}
        {typeof opened === 'object' && (
          <PersonCard key={opened.personId} userId={opened.personId} own={user} onClose={close} />
        )}
        {invitation && !active && (
          <JoinRoomDialog token={invitation} onJoined={chat.show} onClose={onInvitationDone} />
        )}
        {active && <CallView call={active} />}
        {incoming[0] && <IncomingDialog key={incoming[0].call.id} incoming={incoming[0]} onError={fail} />}
      </div>
    </PersonActionsContext>
  );
}
