/**
 * The search of `src/query/find.ts`, compiled to WASM with SIMD. Two places of the text are compared, 64 at a time, by
 * those of its bytes that are rare; where both fit, all of it is.
 */
import { FOUND, MAX_FOUND, OTHER, SOME } from './find-layout';

/** Where the search goes on after `find` has filled the table, as an address. */
let next: usize = 0;

/** Where the search goes on: past the end when it is over. */
export function resumeAt(): usize {
  return next;
}

/**
 * Looks for the text of `length` bytes from `from` on, all of it before `to` (addresses), and gives the number of places
 * found, at most one a line and MAX_FOUND in all; they are counted from `origin`. `rare` and `second`: the
 * places within the text that are compared first.
 */
export function find(from: usize, to: usize, origin: usize, length: i32, rare: i32, second: i32): i32 {
  const some1 = i8x16.splat(load<u8>(<usize>SOME + rare));
  const other1 = i8x16.splat(load<u8>(<usize>OTHER + rare));
  const some2 = i8x16.splat(load<u8>(<usize>SOME + second));
  const other2 = i8x16.splat(load<u8>(<usize>OTHER + second));
  // The last place at which it may begin, and one more.
  const limit = to - <usize>length + 1;
  let count = 0;
  let at = from;
  if (to < from + <usize>length) {
    next = to;
    return 0;
  }
  while (at < limit) {
    const p = at + rare;
    const q = at + second;
    const a = candidates(v128.load(p), v128.load(q), some1, other1, some2, other2);
    const b = candidates(v128.load(p, 16), v128.load(q, 16), some1, other1, some2, other2);
    const c = candidates(v128.load(p, 32), v128.load(q, 32), some1, other1, some2, other2);
    const d = candidates(v128.load(p, 48), v128.load(q, 48), some1, other1, some2, other2);
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) {
      at += 64;
      continue;
    }
    let bits: u64 =
      <u64>(<u32>i8x16.bitmask(a) | ((<u32>i8x16.bitmask(b)) << 16)) |
      ((<u64>(<u32>i8x16.bitmask(c) | ((<u32>i8x16.bitmask(d)) << 16))) << 32);
    let after = at + 64;
    while (bits !== 0) {
      const place = at + <usize>ctz(bits);
      bits &= bits - 1;
      if (place >= limit) break;
      if (!stands(place, length)) continue;
      store<u32>(<usize>FOUND + <usize>count * 4, <u32>(place - origin));
      count++;
      after = afterLine(place + length, to);
      if (count === MAX_FOUND) {
        next = after;
        return count;
      }
      break;
    }
    at = after;
  }
  next = to;
  return count;
}

function candidates(p: v128, q: v128, some1: v128, other1: v128, some2: v128, other2: v128): v128 {
  const first = v128.or(i8x16.eq(p, some1), i8x16.eq(p, other1));
  const second = v128.or(i8x16.eq(q, some2), i8x16.eq(q, other2));
  return v128.and(first, second);
}

function stands(place: usize, length: i32): bool {
  for (let k = 0; k < length; k++) {
    const byte = load<u8>(place + k);
    if (byte !== load<u8>(<usize>SOME + k) && byte !== load<u8>(<usize>OTHER + k)) return false;
  }
  return true;
}

/** The beginning of the next line, or the end. */
function afterLine(p: usize, to: usize): usize {
  let at = p;
  while (at < to) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(10)));
    if (found !== 0) {
      const end = at + <usize>ctz(found) + 1;
      return end < to ? end : to;
    }
    at += 16;
  }
  return to;
}
