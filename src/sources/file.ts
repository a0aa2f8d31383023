/** One file as a source: read from its end or its beginning, with its rotated siblings, and followed. */

import { FILE_OPTIONS, type FileOptions } from './file-options.ts';
import { follow } from './follow.ts';
import { openBack } from './open-back.ts';
import { readBack } from './read-back.ts';
import { Records } from './records.ts';
import type { Source } from './source.ts';

/** What is kept of a compressed file that is read forwards: nothing is asked for twice. */
const FORWARD_BYTES = 1024 * 1024;

/**
 * The file at `path`, which need not be there yet, and the siblings that rotation left beside it. They are opened
 * read-only and only ever read; what is gzip by content is unpacked. Where a line is longer than `maxLineBytes`
 * (64 MB), it comes in pieces that are no lines.
 */
export function fileSource(path: string, options: Partial<FileOptions> = {}): Source {
  const files = new Records();
  const back = readBack();
  const all = { ...FILE_OPTIONS, history: { limit: 1e9, read: 0 }, ...options };
  return {
    name: path,
    read: (how) => follow(path, files, how, how.order === 'tail' ? all : { ...all, keepBytes: FORWARD_BYTES }),
    isReading: (dev, ino) =>
      [...files.all()].some((record) => record.held !== null && record.dev === dev && record.ino === ino),
    async readBack(file, offset, length) {
      const record = files.get(file.file);
      return record === undefined ? null : await back.read(record, offset, length);
    },
    async openBack(file) {
      const record = files.get(file.file);
      return record === undefined ? null : await openBack(record);
    },
  };
}
