/**
 * The scan of `src/audit/scan.ts`, compiled to WASM with SIMD: many lines a call, each to a row of byte ranges, times
 * and dictionary codes. It walks as the reference does and refuses what that refuses; whatever is rare besides (an
 * escaped key, another form of time, nesting over 63) it refuses too, and the reference looks at that line. As in
 * `json.ts`, functions take an address and give the one after what they read, or 0.
 */
import { beginColumns, fillColumns, placeColumns, resetColumns } from './columns';
import { codeOf, find as findText, heapBytes, reset as resetDictionaries } from './dictionary';
import { hash53 } from './hash';
import { colon, digits, escaped, nothing, scalar, skipValue, space, string } from './json';
import {
  DICTIONARIES, DICTIONARY_BYTES, ENTRY_IS_REF, ENTRY_KEYS, ENTRY_LENGTH, ENTRY_NEXT, ENTRY_SLOT, ENTRY_TYPE, GROUPS, HAS_EXTRA,
  HAS_GROUPS, HASHED, INPUT, IS_RESOURCE, KEYS, KEYS_OTHER, MAX_ROWS, MAX_SLOTS, ROW_BYTES, ROW_CODE, ROW_CODES, ROW_END,
  ROW_ESCAPED, ROW_FLAGS, ROW_FROM, ROW_HASH, ROW_IS_EVENT, ROW_RECEIVED, ROW_START, ROW_TIME, ROW_TO, ROWS, TYPE_CODE, TYPE_EXTRA,
  TYPE_OBJECT, TYPE_RECEIVED, TYPE_STRING, TYPE_STRINGS, TYPE_TIME,
} from './layout'; // biome-ignore format: a table
import { micros } from './time';

export { findText, heapBytes };

/** As `reset` of the dictionaries, with all that is remembered of their codes. */
export function reset(random: f64): bool {
  if (!resetDictionaries(random)) return false;
  resetColumns();
  return true;
}

/** The row that is written. */
let row: usize = 0;
/** What is taken from an address to give the place in the block. */
let origin: usize = 0;

/** Scans the lines of `INPUT`, `bytes` long; they begin at `offset` of their block. Gives the number of rows. */
export function scan(bytes: i32, offset: i32): i32 {
  const limit = <usize>INPUT + <usize>bytes;
  origin = <usize>INPUT - <usize>offset;
  let rows = 0;
  beginColumns();
  for (let p: usize = INPUT; p < limit && rows < MAX_ROWS; rows++) {
    row = <usize>ROWS + <usize>rows * ROW_BYTES;
    for (let at: usize = 0; at < 4 * MAX_SLOTS; at += 16) v128.store(row + at, i32x4.splat(-1), ROW_FROM);
    v128.store(row, i32x4.splat(0), ROW_IS_EVENT);
    store<f64>(row, NaN, ROW_TIME);
    store<f64>(row, NaN, ROW_RECEIVED);
    let end = load<u8>(p) === 0x7b ? object(p, KEYS) : 0;
    if (end !== 0) end = space(end);
    if (end !== 0 && load<u8>(end) === 10 && isEvent()) {
      store<i32>(row, 1, ROW_IS_EVENT);
      intern();
      fillColumns(row, rows, origin);
    } else end = lineEnd(p);
    store<i32>(row, <i32>(p - origin), ROW_START);
    store<i32>(row, <i32>(end - origin), ROW_END);
    placeColumns(row, rows);
    p = end + 1;
  }
  return rows;
}

function lineEnd(p: usize): usize {
  let at = p;
  while (true) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(10)));
    if (found !== 0) return at + ctz(found);
    at += 16;
  }
}

/** Whether kind and apiVersion, in slots 0 and 1, are those of nearly every line, and stageTimestamp is there. */
function isEvent(): bool {
  const kind = load<i32>(row, ROW_FROM);
  const version = load<i32>(row, ROW_FROM + 4);
  if (kind < 0 || load<i32>(row, ROW_TO) - kind !== 5) return false;
  if (version < 0 || load<i32>(row, ROW_TO + 4) - version !== 15) return false;
  const k = <usize>kind + origin;
  const v = <usize>version + origin;
  if (load<u32>(k) !== 0x6e657645 || load<u8>(k, 4) !== 0x74) return false; // Event
  if (load<u64>(v) !== 0x386b2e7469647561 || load<u64>(v, 7) !== 0x31762f6f692e7338) return false; // audit.k8s.io/v1
  return !isNaN(load<f64>(row, ROW_TIME));
}

/** Writes the codes of the slots that have a dictionary, and the hash of the one that has none. */
function intern(): void {
  const hashed = row + ((<usize>load<i32>(HASHED)) << 2);
  const start = load<i32>(hashed, ROW_FROM);
  const hash = start < 0 ? 0 : hash53(<usize>start + origin, load<i32>(hashed, ROW_TO) - start);
  store<f64>(row, hash, ROW_HASH);
  for (let at: usize = DICTIONARIES; ; at += DICTIONARY_BYTES) {
    const dictionary = load<i32>(at, 4);
    if (dictionary === 0) return;
    const slot = load<i32>(at);
    const cell = row + ((<usize>slot) << 2);
    const from = load<i32>(cell, ROW_FROM);
    const code = from < 0 ? 0 : codeOf(slot, dictionary, <usize>from + origin, load<i32>(cell, ROW_TO) - from, from);
    store<i32>(cell, code, ROW_CODES);
  }
}

/** `p` is at `{`; the keys that `keys` has are taken. Where one stands twice the last wins, and objects merge. */
function object(p: usize, keys: usize): usize {
  let at = p + 1;
  if (load<u8>(at) <= 0x20) at = space(at);
  if (load<u8>(at) === 0x7d) return at + 1;
  while (true) {
    if (load<u8>(at) !== 0x22) return 0;
    const key = at + 1;
    at = string(key);
    if (at === 0 || escaped) return 0;
    const entry = find(keys, key, <i32>(at - key));
    at = colon(at + 1);
    if (at === 0) return 0;
    at = entry === 0 ? skipValue(at) : value(at, entry);
    if (at === 0) return 0;
    let c = load<u8>(at);
    if (c <= 0x20) {
      at = space(at);
      c = load<u8>(at);
    }
    at++;
    if (c !== 0x2c) return c === 0x7d ? at : 0;
    if (load<u8>(at) <= 0x20) at = space(at);
  }
}

/** The entry of a key, compared whole; that of other keys where it has none, which may be 0. */
function find(keys: usize, key: usize, length: i32): usize {
  const bucket = (<u32>load<u8>(key) ^ ((<u32>length) << 1)) & 63;
  let entry = <usize>load<u32>(keys + (bucket << 2));
  while (entry !== 0) {
    if (load<i32>(entry, ENTRY_LENGTH) === length) {
      const low = i8x16.bitmask(i8x16.eq(v128.load(key), v128.load(entry)));
      const high = i8x16.bitmask(i8x16.eq(v128.load(key, 16), v128.load(entry, 16)));
      if ((low | (high << 16) | (-1 << length)) === -1) return entry;
    }
    entry = load<u32>(entry, ENTRY_NEXT);
  }
  return load<u32>(keys, KEYS_OTHER);
}

function value(p: usize, entry: usize): usize {
  const c = load<u8>(p);
  if (c === 0x6e) return nothing(p);
  const type = load<i32>(entry, ENTRY_TYPE);
  if (type === TYPE_STRING || type === TYPE_TIME || type === TYPE_RECEIVED) {
    if (c !== 0x22) return 0;
    const close = string(p + 1);
    if (close === 0) return 0;
    if (type === TYPE_STRING) {
      keep(load<i32>(entry, ENTRY_SLOT), p + 1, close);
      return close + 1;
    }
    const time = close - p === 28 ? micros(p + 1) : NaN;
    store<f64>(type === TYPE_TIME ? row + ROW_TIME : row + ROW_RECEIVED, time);
    return isNaN(time) ? 0 : close + 1;
  }
  if (type === TYPE_CODE) return code(p);
  if (type === TYPE_STRINGS) return c === 0x5b ? strings(p, load<i32>(entry, ENTRY_SLOT)) : 0;
  if (c !== 0x7b) return 0;
  if (type === TYPE_OBJECT) {
    if (load<i32>(entry, ENTRY_IS_REF) !== 0) flag(IS_RESOURCE, true);
    return object(p, load<u32>(entry, ENTRY_KEYS));
  }
  if (type === TYPE_EXTRA) flag(HAS_EXTRA, load<u8>(space(p + 1)) !== 0x7d);
  return skipValue(p);
}

function keep(slot: i32, from: usize, to: usize): void {
  const cell = row + ((<usize>slot) << 2);
  store<i32>(cell, <i32>(from - origin), ROW_FROM);
  store<i32>(cell, <i32>(to - origin), ROW_TO);
  store<u8>(row + <usize>slot, <u8>escaped, ROW_ESCAPED);
}

function flag(bit: i32, isSet: bool): void {
  const flags = load<i32>(row, ROW_FLAGS);
  store<i32>(row, isSet ? flags | bit : flags & ~bit, ROW_FLAGS);
}

/** A list of strings and nulls, kept with its brackets. */
function strings(p: usize, slot: i32): usize {
  let at = p + 1;
  if (load<u8>(at) <= 0x20) at = space(at);
  const isFilled = load<u8>(at) !== 0x5d;
  while (isFilled) {
    const c = load<u8>(at);
    if (c !== 0x22 && c !== 0x6e) return 0;
    at = scalar(at);
    if (at === 0) return 0;
    if (load<u8>(at) <= 0x20) at = space(at);
    if (load<u8>(at) === 0x5d) break;
    if (load<u8>(at) !== 0x2c) return 0;
    if (load<u8>(++at) <= 0x20) at = space(at);
  }
  if (slot === load<i32>(GROUPS)) flag(HAS_GROUPS, isFilled);
  keep(slot, p, at + 1);
  return at + 1;
}

/** A whole number of at most nine digits. */
function code(p: usize): usize {
  const after = digits(p);
  if (after === 0 || after - p > 9 || (after - p > 1 && load<u8>(p) === 0x30)) return 0;
  const c = load<u8>(after);
  if (c === 0x2e || (c | 0x20) === 0x65) return 0;
  let n = 0;
  for (let at = p; at < after; at++) n = n * 10 + (load<u8>(at) - 0x30);
  store<i32>(row, n, ROW_CODE);
  return after;
}
