import { useEffect, useRef, useState } from 'react';
import { type Media, RinglineError } from '@ringline/client';
import { useRingline } from '@ringline/react';

/** A picture that is going to be sent. */
export interface ChosenPicture {
  key: string;
  name: string;
  /** Shows it from this device. */
  preview: string;
  /** Once it is uploaded. */
  media?: Media;
  error?: RinglineError;
}

let keys = 0;
const newKey = () => String((keys += 1));

export type PictureChoice = ReturnType<typeof useChosenPictures>;

/** Pictures that the user has chosen; each is uploaded at once. @param most how many there may be */
export function useChosenPictures(most: number) {
  const client = useRingline().media;
  const [chosen, setChosen] = useState<readonly ChosenPicture[]>([]);
  const previews = useRef(new Set<string>());
  useEffect(() => {
    const made = previews.current;
    return () => made.forEach((url) => URL.revokeObjectURL(url));
  }, []);

  const update = (key: string, outcome: Partial<ChosenPicture>) =>
    setChosen((all) => all.map((one) => (one.key === key ? { ...one, ...outcome } : one)));
  const add = (files: Iterable<File>) => {
    const pictures = [...files]
      .filter(({ type }) => type.startsWith('image/'))
      .slice(0, most - chosen.length)
      .map((file) => ({
        file,
        key: newKey(),
        name: file.name,
        preview: URL.createObjectURL(file),
      }));
    setChosen((all) => [...all, ...pictures]);
    for (const { file, key, preview } of pictures) {
      previews.current.add(preview);
      client.upload(file).then(
        (media) => update(key, { media }),
        (cause: unknown) => update(key, { error: RinglineError.from(cause) }),
      );
    }
  };
  const remove = ({ key, media, preview }: ChosenPicture) => {
    setChosen((all) => all.filter((one) => one.key !== key));
    URL.revokeObjectURL(preview);
    if (media) client.discard(media.id).catch(() => undefined);
  };
  /** @returns the uploaded ones; failed ones stay visible */
  const take = (): Media[] => {
    for (const { media, preview } of chosen) if (media) URL.revokeObjectURL(preview);
    setChosen(chosen.filter(({ media }) => !media));
    return chosen.flatMap(({ media }) => media ?? []);
  };
  /** They are uploaded already. */
  const takeBack = (media: readonly Media[]) =>
    setChosen((all) => [
      ...all,
      ...media.map((one) => ({ key: newKey(), name: 'Picture', preview: client.urlOf(one), media: one })),
    ]);
  const isUploading = chosen.some(({ media, error }) => !media && !error);
  return { chosen, add, remove, take, takeBack, isUploading };
}
