import type { ReactNode } from 'react';
import styles from './icons.module.css';

/** Drawn in the text's colour; buttons that hold only an icon carry their own label. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg className={styles.icon} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const HANDSET =
  'M6.600 3.500 9 4l1.300 4-2 1.700a12 12 0 0 0 6 6l1.700-2 4 1.300.5 2.400c.2 1.300-.8 2.600-2.200 2.600A15 15 0 0 1 4 5.700c0-1.400 1.300-2.400 2.600-2.200Z';
const CAMERA =
  'M4 7.500h9a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2Zm11 3.500 6-3.500v9L15 13Z';
const MICROPHONE =
  'M12 3.500a2.800 2.800 0 0 1 2.800 2.800v5.200a2.800 2.800 0 0 1-5.600 0V6.300A2.800 2.800 0 0 1 12 3.500Zm-6 8a6 6 0 0 0 12 0M12 17.500v3';
const HEADPHONES =
  'M4 18v-5a8 8 0 0 1 16 0v5M4 14.500h2.500v6H5a1 1 0 0 1-1-1Zm16 0h-2.500v6H19a1 1 0 0 0 1-1Z';
const SLASH = 'M4 4l16 16';

export function PhoneIcon() {
  return (
    <Icon>
      <path d={HANDSET} />
    </Icon>
  );
}

export function HangUpIcon() {
  return (
    <Icon>
      <g transform="rotate(135 12 12)">
        <path d={HANDSET} />
      </g>
    </Icon>
  );
}

export function CameraIcon({ off = false }: { off?: boolean }) {
  return (
    <Icon>
      <path d={CAMERA} />
      {off && <path d={SLASH} />}
    </Icon>
  );
}

export function MicrophoneIcon({ off = false }: { off?: boolean }) {
  return (
    <Icon>
      <path d={MICROPHONE} />
      {off && <path d={SLASH} />}
    </Icon>
  );
}

export function HeadphonesIcon({ off = false }: { off?: boolean }) {
  return (
    <Icon>
      <path d={HEADPHONES} />
      {off && <path d={SLASH} />}
    </Icon>
  );
}

export function ScreenIcon({ off = false }: { off?: boolean }) {
  return (
    <Icon>
      <path d="M4 5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM9 20h6M12 16v4" />
      {off ? <path d={SLASH} /> : <path d="m9.500 10.500 2.500-2.500 2.500 2.500M12 8v5" />}
    </Icon>
  );
}

export function SlidersIcon() {
  return (
    <Icon>
      <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
      <circle cx="16" cy="7" r="2.500" />
      <circle cx="8" cy="17" r="2.500" />
    </Icon>
  );
}

export function ChatIcon() {
  return (
    <Icon>
      <path d="M5 5h14a1.500 1.500 0 0 1 1.500 1.500v8A1.500 1.500 0 0 1 19 16h-7l-4.500 4v-4H5a1.500 1.500 0 0 1-1.500-1.500v-8A1.500 1.500 0 0 1 5 5Z" />
    </Icon>
  );
}

export function PeopleIcon() {
  return (
    <Icon>
      <circle cx="9" cy="8.500" r="3.500" />
      <path d="M2.500 19.500a6.500 6.500 0 0 1 13 0M15.500 5.300a3.500 3.500 0 0 1 0 6.400M17.500 14.200a6.500 6.500 0 0 1 4 5.300" />
    </Icon>
  );
}

export function PersonIcon() {
  return (
    <Icon>
      <circle cx="12" cy="8.500" r="4" />
      <path d="M4.500 20a7.500 7.500 0 0 1 15 0" />
    </Icon>
  );
}

export function PersonPlusIcon() {
  return (
    <Icon>
      <circle cx="10" cy="8.500" r="3.800" />
      <path d="M3 20a7 7 0 0 1 14 0M19 7.500v6M16 10.500h6" />
    </Icon>
  );
}

export function RoomIcon() {
  return (
    <Icon>
      <path d="M9.500 4.500 7.500 19.500M16.500 4.500l-2 15M4.500 9h16M3.500 15h16" />
    </Icon>
  );
}

export function LockIcon() {
  return (
    <Icon>
      <path d="M6.500 11h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1ZM8.500 11V8a3.500 3.500 0 0 1 7 0v3" />
    </Icon>
  );
}

export function SearchIcon() {
  return (
    <Icon>
      <circle cx="11" cy="11" r="6.500" />
      <path d="m16 16 4.500 4.500" />
    </Icon>
  );
}

export function BackIcon() {
  return (
    <Icon>
      <path d="m14.500 5-7 7 7 7" />
    </Icon>
  );
}

export function PictureIcon() {
  return (
    <Icon>
      <path d="M5 4.500h14a1.500 1.500 0 0 1 1.500 1.500v12a1.500 1.500 0 0 1-1.500 1.500H5A1.500 1.500 0 0 1 3.500 18V6A1.500 1.500 0 0 1 5 4.500Zm-1.500 12 5-5 5 5m-2-2 3.500-3.500 5.500 5.500M15.500 8.500h.01" />
    </Icon>
  );
}

export function DownIcon() {
  return (
    <Icon>
      <path d="m5 9.500 7 7 7-7" />
    </Icon>
  );
}

export function ShieldIcon() {
  return (
    <Icon>
      <path d="M12 3.500 19 6v5.500c0 4.300-2.800 7.600-7 9-4.200-1.400-7-4.700-7-9V6ZM9 12l2.200 2.200L15.200 10" />
    </Icon>
  );
}

export function MoreIcon() {
  return (
    <Icon>
      <path d="M5.500 12h.01M12 12h.01M18.500 12h.01" strokeWidth="3" />
    </Icon>
  );
}

export function LinkIcon() {
  return (
    <Icon>
      <path d="m10 14 4-4M11 7.500l2-2a3.900 3.900 0 0 1 5.500 5.500l-2 2M13 16.500l-2 2A3.900 3.900 0 0 1 5.500 13l2-2" />
    </Icon>
  );
}

export function FlagIcon() {
  return (
    <Icon>
      <path d="M6 20.500v-16M6 5c4-2.500 7.500 2 12 0v8.500c-4.500 2-8-2.500-12 0" />
    </Icon>
  );
}

export function BanIcon() {
  return (
    <Icon>
      <circle cx="12" cy="12" r="8" />
      <path d="m6.500 6.500 11 11" />
    </Icon>
  );
}

export function CloseIcon() {
  return (
    <Icon>
      <path d="m6 6 12 12M18 6 6 18" />
    </Icon>
  );
}

export function Logo() {
  return (
    <span className={styles.logo}>
      <img src="/favicon.svg" alt="" width="32" height="32" />
      Ringline
    </span>
  );
}
