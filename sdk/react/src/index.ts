export {
  useAppEvent,
  useAuth,
  useCall,
  useCalls,
  useConnection,
  useDevices,
  useInbox,
  usePresence,
  useRoom,
  useVoice,
} from './hooks.js';
export { RinglineProvider, useRingline } from './provider.js';
export { useObservable } from './use-observable.js';
