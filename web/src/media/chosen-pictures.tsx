import type { ChosenPicture } from './use-chosen-pictures.js';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import styles from './pictures.module.css';

interface ChosenPicturesProps {
  chosen: readonly ChosenPicture[];
  onRemove: (picture: ChosenPicture) => void;
}

/** Before they are sent. */
export function ChosenPictures({ chosen, onRemove }: ChosenPicturesProps) {
  if (chosen.length === 0) return null;
  return (
    <ul className={styles.chosen} aria-label="Pictures to send">
      {chosen.map((picture) => (
        <li key={picture.key} data-testid="chosen-picture" data-ready={picture.media !== undefined}>
          <img src={picture.preview} alt={picture.name} width={64} height={64} />
          <span className={picture.error ? texts.error : texts.hint} role="status">
            {picture.error?.message ?? (picture.media ? '' : 'Uploading…')}
          </span>
          <button
            type="button"
            className={buttons.act}
            aria-label={`Remove ${picture.name}`}
            onClick={() => onRemove(picture)}
          >
            Remove
          </button>
        </li>
      ))}
    </ul>
  );
}
