/**
 * Byte strings as numbers: one table for all dictionaries, by open addressing. A string is compared whole; one that is
 * new is shown to JavaScript, which decodes it and says its code, so that forms that differ in bytes and mean the same
 * text share one.
 */
import { HEAP, RECENT, RECENT_BYTES, RECENT_OF_SLOT } from './layout';

/**
 * In JavaScript: the code of what stands at `[from, to)` of the block, as the value of a slot. `isPlain`: it is all
 * ASCII and holds no backslash, and the same bytes will not be asked for again.
 */
declare function intern(slot: i32, from: i32, to: i32, isPlain: bool): i32;

/** An entry: hash, address of its bytes (0: free), length and dictionary, code; all i32. */
const ENTRY: usize = 16;
const PAGE: usize = 0x10000;
let table: usize = 0;
let mask: u32 = 0;
let count: u32 = 0;
let top: usize = HEAP;
/** What a table that became too small leaves, for texts. */
let spare: usize = 0;
let spareEnd: usize = 0;
let seed: u64 = 0;

/** Forgets all strings, and tells whether there is memory for others. The seed, new each time, keeps a log from being written so that they collide. */
export function reset(random: f64): bool {
  seed = reinterpret<u64>(random);
  top = HEAP;
  spare = 0;
  spareEnd = 0;
  count = 0;
  mask = 1023;
  table = allocate(1024 * ENTRY);
  if (table === 0) return false;
  memory.fill(RECENT, 0, RECENT_BYTES);
  memory.fill(table, 0, 1024 * ENTRY);
  return true;
}

/** Bytes the dictionaries have. */
export function heapBytes(): u32 {
  return <u32>(top - HEAP);
}

/** Room for some bytes, and for reading 16 at once; 0 where there is no more. */
function allocate(bytes: usize): usize {
  if (spare + bytes + 16 <= spareEnd) {
    const free = spare;
    spare = (free + bytes + 15) & ~15;
    return free;
  }
  const at = top;
  const needed = (at + bytes + 16 + PAGE - 1) / PAGE;
  const have = <usize>memory.size();
  // More than is needed, as each time JavaScript must look at the memory anew.
  if (needed > have && memory.grow(<i32>(needed - have + (have >> 2))) < 0 && memory.grow(<i32>(needed - have)) < 0)
    return 0;
  top = (at + bytes + 15) & ~15;
  return at;
}

function hashOf(p: usize, length: usize, kind: u64): u32 {
  let hash = seed ^ kind;
  let at = p;
  let left = length;
  while (left > 8) {
    hash = (hash ^ load<u64>(at)) * 0x9fb21c651e98df25;
    hash ^= hash >> 28;
    at += 8;
    left -= 8;
  }
  hash = (hash ^ (load<u64>(at) & (<u64>-1 >> (64 - (left << 3))))) * 0x9fb21c651e98df25;
  hash ^= hash >> 32;
  hash *= 0xff51afd7ed558ccd;
  return <u32>(hash >> 32);
}

function same(a: usize, b: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 16 <= length; at += 16) if (v128.any_true(v128.xor(v128.load(a + at), v128.load(b + at)))) return false;
  const rest = i8x16.bitmask(i8x16.eq(v128.load(a + at), v128.load(b + at)));
  return (rest | (-1 << (<i32>(length - at)))) === -1;
}

/** The code of the bytes at `p`, which stand at `from` of the block. */
export function codeOf(slot: i32, dictionary: i32, p: usize, length: i32, from: i32): i32 {
  if (length === 0) return 0;
  const kind = ((<u32>length) << 5) | <u32>dictionary;
  const end = (load<u32>(p + <usize>length - 4) ^ <u32>length) * 0x9e3779b1;
  const recent = <usize>RECENT + <usize>slot * RECENT_OF_SLOT + <usize>(end >> 26) * ENTRY;
  if (isEntry(recent, kind, p, length)) return load<i32>(recent, 12);
  const hash = hashOf(p, length, kind);
  const entry = entryOf(hash, kind, p, length);
  if (load<u32>(entry, 4) !== 0) {
    v128.store(recent, v128.load(entry));
    return load<i32>(entry, 12);
  }
  const copy = count * 2 > mask ? 0 : allocate(length);
  const code = intern(slot, from, from + length, copy !== 0 && isPlain(p, length));
  if (copy === 0) return code; // no more memory: it is asked for again the next time
  memory.copy(copy, p, length);
  store<u32>(entry, hash);
  store<u32>(entry, <u32>copy, 4);
  store<u32>(entry, kind, 8);
  store<i32>(entry, code, 12);
  v128.store(recent, v128.load(entry));
  if (++count * 2 > mask) grow();
  return code;
}

/** The code that the bytes at `p` have in a dictionary, -1 where they have none. */
export function find(dictionary: i32, p: usize, length: i32): i32 {
  const kind = ((<u32>length) << 5) | <u32>dictionary;
  const entry = entryOf(hashOf(p, length, kind), kind, p, length);
  return load<u32>(entry, 4) === 0 ? -1 : load<i32>(entry, 12);
}

/** The entry of a string; where it has none, a free one. @inline */
function entryOf(hash: u32, kind: u32, p: usize, length: usize): usize {
  let at = hash & mask;
  let entry = table + <usize>at * ENTRY;
  while (load<u32>(entry, 4) !== 0 && !(load<u32>(entry) === hash && isEntry(entry, kind, p, length))) {
    at = (at + 1) & mask;
    entry = table + <usize>at * ENTRY;
  }
  return entry;
}

function isPlain(p: usize, length: usize): bool {
  for (let at: usize = 0; at < length; at += 16) {
    const bytes = v128.load(p + at);
    const odd = i8x16.bitmask(v128.or(bytes, i8x16.eq(bytes, i8x16.splat(0x5c))));
    const left = length - at;
    if ((left < 16 ? odd & ((1 << (<i32>left)) - 1) : odd) !== 0) return false;
  }
  return true;
}

function isEntry(entry: usize, kind: u32, p: usize, length: usize): bool {
  return load<u32>(entry, 8) === kind && same(load<u32>(entry, 4), p, length);
}

function grow(): void {
  const size = <usize>(mask + 1) * 2;
  const larger = allocate(size * ENTRY);
  if (larger === 0) return;
  memory.fill(larger, 0, size * ENTRY);
  const end = table + <usize>(mask + 1) * ENTRY;
  mask = <u32>(size - 1);
  for (let old = table; old < end; old += ENTRY) {
    if (load<u32>(old, 4) === 0) continue;
    let at = load<u32>(old) & mask;
    while (load<u32>(larger + <usize>at * ENTRY, 4) !== 0) at = (at + 1) & mask;
    memory.copy(larger + <usize>at * ENTRY, old, ENTRY);
  }
  spare = table;
  spareEnd = end;
  table = larger;
}
