/** What a source says of itself: its phase, and how far it has come; no more often than is needed. */

import type { HeldFile } from './held-file.ts';
import type { Records } from './records.ts';
import type { SourceEvent, SourceState } from './source.ts';

/** How often a live source tells its growth, in ms. */
const LIVE_MS = 1000;

export interface Progress {
  /**
   * The state, as an event; null where it was told already, or only its numbers moved and that not long ago.
   * `isPartial`: some of the past is left unread.
   */
  tell(phase: SourceState['phase'], detail: string, current: HeldFile | null, isPartial: boolean): SourceEvent | null;
}

/** `files` has all files of the source. `current` is the one that is being followed, the others are its siblings. */
export function createProgress(name: string, files: Records): Progress {
  let last: SourceState | null = null;
  let toldAt = 0;
  return {
    tell(phase, detail, current, isPartial) {
      let read = 0;
      let size = 0;
      let rotated = 0;
      let rotatedRead = 0;
      for (const file of files.all()) {
        read += file.read;
        size += Math.max(file.size, file.read);
        if (file.dead || file.ref.file === (current?.record.ref.file ?? files.after - 1)) continue;
        rotated++;
        if (file.read > 0 || file.size === 0) rotatedRead++;
      }
      const now = performance.now();
      if (last !== null && last.phase === phase && last.detail === detail && last.isPartial === isPartial) {
        if (last.read === read && last.size === size && last.rotated === rotated) return null;
        if (phase !== 'reading' && now - toldAt < LIVE_MS) return null;
      }
      last = { name, phase, detail, read, size, rotated, rotatedRead, isPartial };
      toldAt = now;
      return { type: 'state', state: last };
    },
  };
}
