/**
 * A gzip file read by offsets in its unpacked bytes. It can only be unpacked forwards, so the latest of what was
 * unpacked is kept: reading on is free, reading backwards unpacks once from the start for each `keepBytes`.
 */

import type { FileHandle } from 'node:fs/promises';
import { type Inflater, inflater } from './inflate.ts';

/** What is read at offsets: an open file, or what is packed in one. */
export interface ByteReader {
  /** As `FileHandle.read`: fewer bytes than asked for are not yet the end, none are. */
  read(into: Buffer, at: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}

export interface Unpacked extends ByteReader {
  /**
   * Unpacks about `bytes` more towards `[from, to)`. True when those are there to be read, as far as they are kept,
   * or the file ends before; false when there is more to unpack first.
   */
  approach(from: number, to: number, bytes: number): Promise<boolean>;
  /** All unpacked bytes; null until the end was reached once. */
  readonly size: number | null;
  /** As `Inflater.damage`, once the end was reached. */
  readonly damage: string;
  /** Forgets all that was unpacked and the state of unpacking; the open file stays open. */
  close(): void;
}

/** Keeps the last `keepBytes` unpacked bytes, and a piece more. */
export function unpacked(handle: FileHandle, keepBytes: number): Unpacked {
  let from: Inflater | null = null;
  let kept: Buffer[] = [];
  let keptFrom = 0; // unpacked offset of the first byte kept
  let end = 0; // and after the last
  let size: number | null = null;
  let damage = '';
  let towards: number | null = null; // where `approach` is on the way to

  function restart(): void {
    from?.close();
    from = null;
    kept = [];
    keptFrom = 0;
    end = 0;
  }

  /** Unpacks one piece more; false at the end. */
  async function more(): Promise<boolean> {
    if (size !== null && end >= size) return false;
    from ??= inflater(handle);
    const piece = await from.next();
    if (piece === null) {
      size = end;
      damage = from.damage;
      return false;
    }
    kept.push(piece);
    end += piece.length;
    for (let first = kept[0]; first !== undefined && end - keptFrom - first.length >= keepBytes; first = kept[0]) {
      kept.shift();
      keptFrom += first.length;
    }
    return true;
  }

  return {
    async read(into, at, length, position) {
      if (position < keptFrom) restart();
      while (position >= end) if (!(await more())) return { bytesRead: 0 };
      let done = 0;
      let offset = keptFrom;
      for (const piece of kept) {
        const begin = position + done - offset;
        if (begin < piece.length && done < length) {
          done += piece.copy(into, at + done, begin, begin + Math.min(piece.length - begin, length - done));
        }
        offset += piece.length;
      }
      return { bytesRead: done };
    },
    async approach(start, to, bytes) {
      // Once on the way it is not begun again, whatever is kept: it must arrive.
      if (start < keptFrom && towards !== to) restart();
      towards = to;
      const stop = end + bytes;
      while (end < to) {
        if (end >= stop) return false;
        if (!(await more())) break;
      }
      towards = null;
      return true;
    },
    get size() {
      return size;
    },
    get damage() {
      return damage;
    },
    close: restart,
  };
}
