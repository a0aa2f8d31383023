/** One file as a source: read from its end or its beginning, and followed through rotation and truncation. */

import { FILE_OPTIONS, type FileOptions } from './file-options.ts';
import { follow } from './follow.ts';
import type { FileRecord } from './held-file.ts';
import { readBack } from './read-back.ts';
import type { Source } from './source.ts';

/**
 * The file at `path`, which need not be there yet. It is opened read-only and only ever read. Where a line is
 * longer than `maxLineBytes` (64 MB), it comes in pieces that are no lines. `options` are for tests.
 */
export function fileSource(path: string, options: Partial<FileOptions> = {}): Source {
  const files: FileRecord[] = [];
  const all = { ...FILE_OPTIONS, ...options };
  return {
    name: path,
    read: (how) => follow(path, files, how, all),
    async readBack(file, offset, length) {
      const record = files[file.file];
      return record === undefined ? null : await readBack(record, offset, length);
    },
  };
}
