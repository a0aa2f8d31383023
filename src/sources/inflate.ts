/** gzip, unpacked as a stream: pulled piece by piece, nothing lost before the place where the data ends or breaks. */

import type { FileHandle } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { watchStream } from './stream-watch.ts';

/** Packed bytes of the first read: often no more than a file's beginning is looked at. */
const FIRST_BYTES = 16 * 1024;
/** Packed bytes of every other read. */
const PACKED_BYTES = 256 * 1024;
/** What a read that met broken data is divided by, when it is tried again: down to single bytes. */
const FINER = 64;
/** Unpacked bytes of one piece, at most: what zlib does in its own thread while this one is busy with the last. */
const PIECE_BYTES = 1024 * 1024;

export interface Inflater {
  /** The next unpacked bytes, at least one; null at the end. System errors of reading are thrown. */
  next(): Promise<Buffer | null>;
  /** After the end: why the data ends before its own end, as a predicate (`breaks off`); '' where it is whole. */
  readonly damage: string;
  close(): void;
}

/** Whether these first bytes of a file are those of a gzip file (RFC 1952): its name says nothing. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Unpacks the open file from its first byte, all members of it. It does not close the file. */
export function inflater(handle: FileHandle): Inflater {
  let damage = '';
  let given = 0;
  const from: PackedRead = async (at, want) => {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(want), 0, want, at);
    return buffer.subarray(0, bytesRead);
  };
  let strand = unpackStrand(from);
  let slice = PACKED_BYTES;
  let skip = 0;
  return {
    async next() {
      for (;;) {
        const piece = await strand.next();
        if (piece !== null) {
          const fresh = piece.subarray(Math.min(skip, piece.length));
          skip -= piece.length - fresh.length;
          given += fresh.length;
          if (fresh.length === 0) continue;
          return fresh;
        }
        const { error } = strand;
        if (error === null) return null;
        damage = error.code === 'Z_BUF_ERROR' ? 'breaks off' : `is damaged (${error.message})`;
        if (error.code === 'Z_BUF_ERROR' || slice === 1) return null;
        // zlib throws away what it unpacked of the bytes it found broken: once more, in smaller portions there.
        slice /= FINER;
        skip = given;
        strand = unpackStrand(from, strand.brokenAt, slice);
      }
    },
    get damage() {
      return damage;
    },
    close: () => strand.close(),
  };
}

/** Packed bytes from that offset on: about as many as wanted, none at the end. Offsets come in order, without gaps. */
export type PackedRead = (at: number, want: number) => Promise<Buffer>;

export interface Strand {
  /** Null at the end, or where the data breaks. */
  next(): Promise<Buffer | null>;
  readonly error: NodeJS.ErrnoException | null;
  /** Packed offset of the portion that was being unpacked last. */
  readonly brokenAt: number;
  close(): void;
}

/** One run of zlib over all members. From the packed offset `carefulFrom` on it is fed `slice` bytes at a time. */
export function unpackStrand(read: PackedRead, carefulFrom = 0, slice = PACKED_BYTES): Strand {
  const gunzip: Gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  const watch = watchStream(gunzip);
  let at = 0;
  let begun = 0;
  let writing = false;
  let ending = false;

  /** The end is told on its own, when all before it has been taken: what an error finds untaken is thrown away. */
  async function feed(): Promise<void> {
    const most = at === 0 ? FIRST_BYTES : PACKED_BYTES;
    const want = Math.min(most, at < carefulFrom ? carefulFrom - at : slice);
    const bytes = await read(at, want);
    begun = at;
    at += bytes.length;
    if (bytes.length === 0) {
      ending = true;
      gunzip.end();
      return;
    }
    writing = true;
    gunzip.write(bytes, () => {
      writing = false;
      watch.wake();
    });
  }

  return {
    async next() {
      for (;;) {
        const piece: unknown = gunzip.read();
        if (piece instanceof Buffer) return piece;
        if (watch.over) return null;
        const changed = watch.changed();
        if (!writing && !ending) await feed();
        if (!watch.over) await changed;
      }
    },
    get error() {
      return watch.error;
    },
    get brokenAt() {
      return begun;
    },
    close() {
      gunzip.destroy();
    },
  };
}
