import { DEVICE_KINDS, type DeviceKind } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import styles from './devices.module.css';

const LABELS: Record<DeviceKind, string> = { microphone: 'Microphone', camera: 'Camera', speaker: 'Speaker' };

/** Which microphone, camera and speaker to use; a running call changes over at once. */
export function DevicePickers() {
  const { devices } = useRingline();
  const state = useObservable(devices.state);
  return (
    <div className={styles.pickers}>
      {DEVICE_KINDS.filter((kind) => state[kind].length > 0).map((kind) => (
        <label key={kind}>
          {LABELS[kind]}
          <select
            value={state.chosen[kind] ?? ''}
            data-testid={`device-${kind}`}
            onChange={({ target }) => devices.choose(kind, target.value || undefined)}
          >
            <option value="">System default</option>
            {state[kind].map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}
