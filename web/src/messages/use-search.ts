import { useEffect, useState } from 'react';
import { type ChatRoom, type SearchResults, RinglineError, SEARCH_MAX_LENGTH } from '@ringline/client';
import { fits } from '../ui/text-limit.js';

const TYPING_MS = 500;

interface SearchState {
  /** The query of the results; older than the typed one for a moment. */
  query: string;
  found?: SearchResults;
  error?: RinglineError;
}

/** Looks for words in a room's messages, once the typing pauses. */
export function useSearch(chat: ChatRoom) {
  const [query, setQuery] = useState('');
  const [state, setState] = useState<SearchState>({ query: '' });
  const wanted = query.trim();

  useEffect(() => {
    if (!wanted || !fits(wanted, { limit: SEARCH_MAX_LENGTH })) return;
    let current = true;
    const timer = setTimeout(() => {
      chat.search(wanted).then(
        (found) => current && setState({ query: wanted, found }),
        (cause: unknown) => current && setState({ query: wanted, error: RinglineError.from(cause) }),
      );
    }, TYPING_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [chat, wanted]);

  const showMore = async () => {
    const last = state.found?.messages.at(-1);
    if (!last) return;
    try {
      const older = await chat.search(state.query, last.seq);
      setState((held) => {
        if (held.query !== state.query || !held.found) return held;
        const seen = held.found.messages.filter(({ seq }) => seq >= last.seq);
        return { ...held, found: { ...older, messages: [...seen, ...older.messages] } };
      });
    } catch (cause) {
      setState((held) => ({ ...held, error: RinglineError.from(cause) }));
    }
  };
  const isCurrent = state.query === wanted;
  const isLooking = wanted !== '' && !isCurrent && fits(wanted, { limit: SEARCH_MAX_LENGTH });
  return { query, setQuery, showMore, isLooking, ...(wanted && state) };
}

export type SearchUse = ReturnType<typeof useSearch>;
