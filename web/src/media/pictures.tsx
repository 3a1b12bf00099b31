import { clsx } from 'clsx';
import { useState } from 'react';
import type { Media } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { Modal } from '../ui/modal.js';
import { fitted } from './fitted.js';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import styles from './pictures.module.css';

const BOX = { width: 320, height: 240 };

interface PicturesProps {
  pictures: readonly Media[];
  /** Whose they are. */
  from: string;
  /** They are not sent yet. */
  isPending?: boolean;
  /** One could not be loaded; its URL may have expired. */
  onLost?: () => void;
}

/** Attached images as thumbnails; each opens large. Their space is reserved before they are loaded. */
export function Pictures({ pictures, from, isPending, onLost }: PicturesProps) {
  const { media } = useRingline();
  const [open, setOpen] = useState<string>();
  const nameOf = (n: number) =>
    pictures.length === 1 ? `Picture from ${from}` : `Picture ${n + 1} of ${pictures.length} from ${from}`;
  const opened = pictures.findIndex(({ id }) => id === open);
  return (
    <>
      <div className={clsx(styles.pictures, isPending && styles.pending)}>
        {pictures.map((picture, n) => (
          <button
            key={picture.id}
            type="button"
            className={styles.picture}
            onClick={() => setOpen(picture.id)}
          >
            <img
              src={media.urlOf(picture)}
              alt={nameOf(n)}
              {...fitted(picture, BOX)}
              loading="lazy"
              data-testid="picture"
              onError={onLost}
            />
          </button>
        ))}
      </div>
      {opened >= 0 && (
        <Modal
          className={styles.dialog}
          labelledBy="picture-title"
          testId="picture-dialog"
          onClose={() => setOpen(undefined)}
        >
          <h2 id="picture-title" className={texts.visuallyHidden}>
            {nameOf(opened)}
          </h2>
          <img
            src={media.urlOf(pictures[opened]!)}
            alt={nameOf(opened)}
            width={pictures[opened]!.width}
            height={pictures[opened]!.height}
            onError={onLost}
          />
          <button type="button" className={buttons.main} onClick={() => setOpen(undefined)}>
            Close
          </button>
        </Modal>
      )}
    </>
  );
}
