/** Much of a file that was read before, wherever it is now: opened once, read block by block. */
import { readAt } from './backwards.ts';
import type { OpenContent } from './content.ts';
import { codeOf } from './file-errors.ts';
import { find } from './find.ts';
import { type FileRecord, hasHead } from './held-file.ts';
import type { BackFile } from './source.ts';
import type { ByteReader } from './unpacked.ts';

/** Unpacked bytes that are kept of a compressed file: somewhat more than one read may want. */
const KEEP_BYTES = 8 * 1024 * 1024;

/** Null where it is gone or truncated. System errors are thrown. */
export async function openBack(record: FileRecord): Promise<BackFile | null> {
  if (record.dead) return null;
  const isHeld = (): boolean => record.held !== null && record.held.unpacked === null;
  let opened: OpenContent | null = null;
  if (!isHeld()) {
    opened = await find(record, KEEP_BYTES);
    if (opened === null) return null;
  }

  /** While it is followed its own descriptor is read: that may be the only way to it. */
  async function fromHeld(offset: number, into: Buffer): Promise<boolean | null> {
    const held = record.held;
    if (held === null || held.unpacked !== null) return null;
    try {
      return await readChecked(held.bytes, record, offset, into);
    } catch (error) {
      // Closed by the follower in this moment.
      if (codeOf(error) !== 'EBADF' && record.held === held) throw error;
      return null;
    }
  }

  return {
    isForward: opened?.unpacked != null,
    async read(offset, into) {
      let found = opened === null ? await fromHeld(offset, into) : null;
      if (found === null) {
        opened ??= await find(record, KEEP_BYTES);
        if (opened === null || record.dead) return 'gone';
        // What is unpacked was known by its head when it was opened, and to look at that again would begin it again.
        if (opened.unpacked !== null) found = (await readAt(opened.bytes, offset, into)).length === into.length;
        else found = await readChecked(opened.bytes, record, offset, into);
      }
      return found ? 'read' : record.dead ? 'gone' : 'missing';
    },
    async close() {
      opened?.unpacked?.close();
      await opened?.handle.close();
    },
  };
}

/** Reads first and checks after, so that what was read stood in the file it is said to be from. */
async function readChecked(from: ByteReader, record: FileRecord, offset: number, into: Buffer): Promise<boolean> {
  const bytes = await readAt(from, offset, into);
  return bytes.length === into.length && (await hasHead(from, record)) && !record.dead;
}
