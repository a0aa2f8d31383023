/** Where the values of a JSON text lie, as byte ranges: members of objects, elements of arrays, values in a row. */
import * as json from './json-bytes.ts';

/** Bytes `[start, end)` of a value, and where the `,` or `]` after it ends (`end` where there is none). */
export interface ValueRange {
  readonly start: number;
  readonly end: number;
  readonly through: number;
}

interface Members {
  readonly members: ReadonlyMap<string, ValueRange>;
  /** After the closing brace; -1 where the text ends, or is no JSON any more, before it. */
  readonly after: number;
  readonly torn: { readonly key: string; readonly start: number } | null;
}

/** What is read of a value that may be torn: as far as it goes. */
export interface Elements {
  readonly values: readonly ValueRange[];
  /** After the closing bracket; -1 where the text ends, or is no JSON any more, before it. */
  readonly after: number;
  /** Where reading stopped: after the last whole value and its comma. */
  readonly stoppedAt: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** An event takes more bytes than 64, so that the longest line holds no more of them; what does is no list of events. */
const MAX_VALUES = 1 << 20;

/** The last member with each of these keys of the object that opens at `at`; null where it is no whole object. */
export function membersOf(
  bytes: Buffer,
  at: number,
  end: number,
  keys: readonly string[],
): ReadonlyMap<string, ValueRange> | null {
  const { members, after } = readMembers(bytes, at, end, keys);
  return after < 0 ? null : members;
}

/**
 * The same of an object that may be torn, as far as its members are whole, and the member that the text ends in: its
 * key, and where its value begins. `after` is -1 where the object is not whole.
 */
export function readMembers(bytes: Buffer, at: number, end: number, keys: readonly string[]): Members {
  const members = new Map<string, ValueRange>();
  let next = bytes[at] === OPEN_OBJECT ? json.skipSpace(bytes, at + 1) : -1;
  if (next >= 0 && bytes[next] === CLOSE_OBJECT) return { members, after: next + 1, torn: null };
  while (next >= 0) {
    const start = json.skipKey(bytes, next, end);
    if (start < 0) break;
    const key = keyAt(bytes, json.skipSpace(bytes, next), end);
    const after = json.skipValue(bytes, start, end);
    if (after < 0) return { members, after: -1, torn: { key, start } };
    if (keys.includes(key)) members.set(key, { start, end: after, through: after });
    next = json.skipSpace(bytes, after);
    if (bytes[next] === CLOSE_OBJECT) return { members, after: next + 1, torn: null };
    next = bytes[next] === COMMA ? json.skipSpace(bytes, next + 1) : -1;
  }
  return { members, after: -1, torn: null };
}

function keyAt(bytes: Buffer, quote: number, end: number): string {
  const after = json.skipString(bytes, quote + 1, end);
  const text = bytes.toString('utf8', quote, after);
  return json.sawEscape ? String(JSON.parse(text)) : text.slice(1, -1);
}

/** The elements of the array that opens at `at`, each with the comma or bracket after it. */
export function elementsOf(bytes: Buffer, at: number, end: number): Elements {
  const values: ValueRange[] = [];
  let start = bytes[at] === OPEN_LIST ? json.skipSpace(bytes, at + 1) : -1;
  if (start < 0) return { values, after: -1, stoppedAt: at };
  if (bytes[start] === CLOSE_LIST) return { values, after: start + 1, stoppedAt: start + 1 };
  for (let stoppedAt = at + 1; ; ) {
    const after = start < end ? json.skipValue(bytes, start, end) : -1;
    if (after < 0) return { values, after: -1, stoppedAt };
    const next = json.skipSpace(bytes, after);
    const isEnd = bytes[next] === CLOSE_LIST;
    if (!isEnd && bytes[next] !== COMMA) return { values, after: -1, stoppedAt };
    values.push({ start, end: after, through: next + 1 });
    if (values.length > MAX_VALUES) return { values: [], after: -1, stoppedAt: at };
    if (isEnd) return { values, after: next + 1, stoppedAt: next + 1 };
    stoppedAt = next + 1;
    start = json.skipSpace(bytes, next + 1);
  }
}

/**
 * Objects and arrays one after the other in `[at, end)`, with nothing, blanks, byte order marks or a comma between
 * them, and what a list that goes on in other lines leaves around them: a comma before or after, `]` or `]}` at the
 * end. Null where anything else stands there.
 */
export function valuesInRow(bytes: Buffer, at: number, end: number): readonly ValueRange[] | null {
  const values: ValueRange[] = [];
  let next = skipGap(bytes, at, end);
  if (bytes[next] === COMMA) next = skipGap(bytes, next + 1, end);
  while (next < end) {
    const c = bytes[next];
    if (c === CLOSE_LIST) return isListEnd(bytes, next, end) ? values : null;
    if (c !== OPEN_OBJECT && c !== OPEN_LIST) return null;
    const after = json.skipValue(bytes, next, end);
    if (after < 0) return null;
    const gap = skipGap(bytes, after, end);
    const delimited = gap < end && (bytes[gap] === COMMA || bytes[gap] === CLOSE_LIST);
    values.push({ start: next, end: after, through: delimited ? gap + 1 : after });
    if (values.length > MAX_VALUES) return null;
    next = delimited && bytes[gap] === COMMA ? skipGap(bytes, gap + 1, end) : gap;
  }
  return values;
}

/** Over blanks and byte order marks, to `end` at most. */
function skipGap(bytes: Buffer, at: number, end: number): number {
  for (let next = at; ; next += 3) {
    next = json.skipSpace(bytes, next);
    if (next >= end) return end;
    if (bytes[next] !== 0xef || bytes[next + 1] !== 0xbb || bytes[next + 2] !== 0xbf) return next;
  }
}

function isListEnd(bytes: Buffer, at: number, end: number): boolean {
  return /^\]\s*\}?\s*,?\s*$/.test(bytes.toString('latin1', at, Math.min(end, at + 64))) && end - at < 64;
}

/** Whether the value at `start` is a string. */
export function isString(bytes: Buffer, start: number): boolean {
  return bytes[start] === QUOTE;
}
