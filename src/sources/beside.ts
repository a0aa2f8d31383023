/** What rotation left beside a log when it was first opened: read with it, or not to be taken for new later. */

import { dirname } from 'node:path';
import { troubleOf } from './file-errors.ts';
import type { FileOptions } from './file-options.ts';
import type { FileRecord, HeldFile } from './held-file.ts';
import type { Notes } from './notes.ts';
import type { Records } from './records.ts';
import { olderSiblings } from './siblings.ts';

export interface Beside {
  readonly listed: boolean;
  /** Siblings that are not read with the log. */
  readonly strangers: readonly FileRecord[];
  /**
   * Lists them, once: the siblings to be read, oldest first, which are added to the files. What comes later is found at
   * the path. Where they cannot be listed, there are none and that is noted.
   */
  list(live: HeldFile): Promise<FileRecord[]>;
  /** Whether the siblings listed are those of the log that is open: where a link leads elsewhere now, they are not. */
  areOf(held: HeldFile): boolean;
}

export function createBeside(path: string, files: Records, options: FileOptions, notes: Notes): Beside {
  let listed = false;
  let listedOf: string | null = null;
  let strangers: FileRecord[] = [];
  return {
    get listed() {
      return listed;
    },
    get strangers() {
      return strangers;
    },
    async list(live) {
      listed = true;
      try {
        const { records: found, closed } = await olderSiblings(live, files);
        if (options.rotated) for (const one of closed) notes.missed(one);
        listedOf = live.record.realPath;
        const siblings = found.filter((record) => options.rotated && options.isOwn(record));
        strangers = found.filter((record) => !siblings.includes(record));
        for (const record of siblings) files.add(record);
        return siblings;
      } catch (error) {
        notes.say(`Its rotated files cannot be listed: ${troubleOf(error, dirname(path), 'gone').detail}`);
        return [];
      }
    },
    areOf: ({ record }) => record.realPath === listedOf,
  };
}
