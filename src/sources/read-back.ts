/** Bytes of a file that was read before, wherever it is now. */

import { stat } from 'node:fs/promises';
import { readAt } from './backwards.ts';
import type { OpenContent } from './content.ts';
import { codeOf } from './file-errors.ts';
import { find } from './find.ts';
import { type FileRecord, hasHead } from './held-file.ts';
import { plain } from './pieces.ts';
import { sameFile } from './rotated.ts';
import type { ByteReader } from './unpacked.ts';

const MB = 1024 * 1024;
/** Kept of the compressed file that was read back from last: this much from a bit before the place asked for on. */
const CACHE_BYTES = 16 * MB;
/** Of these, before that place: who looks at an event often looks at the one before it next. */
const BEFORE_BYTES = 4 * MB;

export interface ReadBack {
  /** Bytes `[offset, offset + length)` of the file, unpacked; null where it is gone, truncated, or not that long. */
  read(record: FileRecord, offset: number, length: number): Promise<Uint8Array | null>;
}

/** Keeps some unpacked bytes of one compressed file between the calls, and no file open. */
export function readBack(): ReadBack {
  let cached: Cached | null = null;

  async function unpackedPart(opened: OpenContent, record: FileRecord, offset: number, length: number) {
    const from = Math.max(0, offset - BEFORE_BYTES);
    const bytes = await readAt(
      opened.bytes,
      from,
      Buffer.allocUnsafeSlow(Math.max(CACHE_BYTES, offset - from + length)),
    );
    cached = { record, mtimeNs: opened.content.mtimeNs, from, bytes };
    return part(bytes, offset - from, length);
  }

  return {
    async read(record, offset, length) {
      if (record.dead) return null;
      const held = record.held;
      if (held !== null && held.unpacked === null) {
        try {
          return await readChecked(held.bytes, record, offset, length);
        } catch (error) {
          // Closed by the follower in this moment: it is looked for like any other.
          if (codeOf(error) !== 'EBADF' && record.held === held) throw error;
        }
      }
      const have = cached;
      if (have?.record === record && (await isThere(have))) {
        const found = part(have.bytes, offset - have.from, length);
        if (found !== null) return found;
      } else if (have?.record === record) cached = null;
      const opened = await find(record, MB);
      if (opened === null) return null;
      try {
        if (opened.unpacked !== null) return await unpackedPart(opened, record, offset, length);
        return await readChecked(opened.bytes, record, offset, length);
      } finally {
        opened.unpacked?.close();
        await opened.handle.close();
      }
    },
  };
}

interface Cached {
  readonly record: FileRecord;
  readonly mtimeNs: bigint;
  readonly from: number;
  readonly bytes: Buffer;
}

/** Whether the file is still where it was found last; its time tells it from another that got its inode. */
async function isThere({ record, mtimeNs }: Cached): Promise<boolean> {
  try {
    const there = await stat(record.foundPath, { bigint: true });
    return sameFile(there, record) && there.mtimeNs === mtimeNs;
  } catch {
    return false; // Gone or out of reach: it is looked for.
  }
}

/** A copy of those bytes; null where they are not all there. */
function part(bytes: Buffer, from: number, length: number): Uint8Array | null {
  if (from < 0 || from + length > bytes.length) return null;
  return new Uint8Array(plain(bytes.subarray(from, from + length)));
}

/** Reads first and checks after, so that what is given out stood in the file it is said to be from. */
async function readChecked(
  from: ByteReader,
  record: FileRecord,
  offset: number,
  length: number,
): Promise<Uint8Array | null> {
  const bytes = await readAt(from, offset, Buffer.allocUnsafeSlow(length));
  if (bytes.length < length || !(await hasHead(from, record)) || record.dead) return null;
  return plain(bytes);
}
