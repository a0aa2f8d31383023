/** What a source says of itself: its phase, and how far it has come; no more often than is needed. */

import type { FileRecord } from './held-file.ts';
import type { SourceEvent, SourceState } from './source.ts';

/** How often a live source tells its growth, in ms. */
const LIVE_MS = 1000;

export interface Progress {
  /** The state, as an event; null where it was told already, or only its numbers moved and that not long ago. */
  tell(phase: SourceState['phase'], detail: string): SourceEvent | null;
}

/** `files` are all files of the source, in the order of their numbers. */
export function createProgress(name: string, files: readonly FileRecord[]): Progress {
  let last: SourceState | null = null;
  let toldAt = 0;
  return {
    tell(phase, detail) {
      let read = 0;
      let size = 0;
      for (const file of files) {
        read += file.read;
        size += Math.max(file.size, file.read);
      }
      const now = performance.now();
      if (last !== null && last.phase === phase && last.detail === detail) {
        if (last.read === read && last.size === size) return null;
        if (phase !== 'reading' && now - toldAt < LIVE_MS) return null;
      }
      last = { name, phase, detail, read, size };
      toldAt = now;
      return { type: 'state', state: last };
    },
  };
}
