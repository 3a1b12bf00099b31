import { type DragEvent, useState } from 'react';

/** Files that are dragged over an element and dropped there; text is dropped where the browser puts it. */
export function usePictureDrop(enabled: boolean, add: (files: Iterable<File>) => void) {
  const [isOver, setOver] = useState(false);
  const holds = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!holds(event)) return;
      // Otherwise the browser leaves the page and shows the file, also where it is not wanted.
      event.preventDefault();
      event.dataTransfer.dropEffect = enabled ? ('copy' as const) : ('none' as const);
      setOver(enabled);
    },
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!holds(event)) return;
      event.preventDefault();
      setOver(false);
      if (enabled) add(event.dataTransfer.files);
    },
  };
  return { isOver: isOver && enabled, handlers };
}
