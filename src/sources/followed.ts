/** What is at the path that is followed: the file that is held, others that took its place, or nothing readable. */

import { stat } from 'node:fs/promises';
import { isMissing, type Trouble, troubleOf } from './file-errors.ts';
import type { FileOptions } from './file-options.ts';
import type { HeldFile } from './held-file.ts';
import type { Notes } from './notes.ts';
import type { Records } from './records.ts';
import { openSuccessors } from './replaced.ts';
import { sameFile } from './rotated.ts';
import type { SeenSibling } from './siblings.ts';

export interface Followed {
  /** Why nothing is read there. */
  trouble: Trouble | null;
  /** Nothing is there, if only for the moment of a rotation. */
  readonly missing: boolean;
  /** Whether it is time to look. */
  isDue(woken: boolean): boolean;
  /**
   * Opens what was written since `held`, oldest first, and adds it to the files; none where `held` is there still.
   * System errors become the trouble, and the held file is read on.
   */
  look(held: HeldFile, strangers: readonly SeenSibling[]): Promise<HeldFile[]>;
  /** A file is there, and nothing the matter with it. */
  settle(): void;
}

export function createFollowed(path: string, files: Records, options: FileOptions, notes: Notes): Followed {
  let missingSince: number | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    trouble: null,
    get missing() {
      return missingSince !== null;
    },
    isDue(woken) {
      return woken || missingSince !== null || performance.now() - lookedAt >= options.pollMs;
    },
    async look(held, strangers) {
      lookedAt = performance.now();
      try {
        let found: HeldFile[] = [];
        if (!sameFile(await stat(path, { bigint: true }), held.record)) {
          const next = await openSuccessors(path, held, files, strangers, options, notes);
          if ('detail' in next) {
            this.trouble = { phase: 'failed', detail: next.detail };
            return [];
          }
          found = next;
          for (const { record } of found) files.add(record);
        }
        this.settle();
        return found;
      } catch (error) {
        const now = performance.now();
        const trouble = troubleOf(error, path, 'gone');
        if (isMissing(error)) missingSince ??= now;
        // A rotation leaves a moment without a file: that is not gone yet.
        if (missingSince === null || now - missingSince >= options.quietMs) this.trouble = trouble;
        return [];
      }
    },
    settle() {
      this.trouble = null;
      missingSince = null;
    },
  };
}
