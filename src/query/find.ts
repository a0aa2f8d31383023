/** Finding a text in the bytes of lines: the readable reference, which runs where the compiled one cannot. */
import { endOfNeedle, type Needle } from './needle.ts';

/** Bytes that are searched for texts, some of them at a time. */
export interface Finder {
  /** Room for so many bytes at most; what is in it is searched, and valid until it is next written to. */
  readonly capacity: number;
  /** The room number 0 or 1: while one is filled, the other can be searched. */
  room(which: 0 | 1): Buffer;
  /**
   * Where the text is found in the first `length` bytes of a room, at most once a line: written to `found`, which may
   * be reused by the next call, in order.
   */
  find(needle: Needle, which: 0 | 1, length: number): Uint32Array;
}

const LF = 10;

/** The next place at or after `from` where the text stands within `[from, to)`; -1 where there is none. */
export function indexOfNeedle(needle: Needle, bytes: Uint8Array, from: number, to: number): number {
  const firsts = new Set(needle.characters[0]?.map((form) => form[0]));
  for (let at = from; at < to; at++) {
    if (firsts.has(bytes[at]) && endOfNeedle(needle, bytes, at, to) >= 0) return at;
  }
  return -1;
}

/** The places of the text in the first `length` bytes, at most one a line. */
export function findPlainly(needle: Needle, bytes: Buffer, length: number): Uint32Array {
  const found: number[] = [];
  for (let from = 0; from < length; ) {
    const hit = indexOfNeedle(needle, bytes, from, length);
    if (hit < 0) break;
    found.push(hit);
    const lf = bytes.indexOf(LF, hit);
    from = lf < 0 ? length : lf + 1;
  }
  return Uint32Array.from(found);
}

export function createPlainFinder(capacity: number): Finder {
  const rooms = [Buffer.alloc(capacity), Buffer.alloc(capacity)] as const;
  return {
    capacity,
    room: (which) => rooms[which],
    find: (needle, which, length) => findPlainly(needle, rooms[which], length),
  };
}
