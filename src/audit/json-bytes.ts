/**
 * Walking JSON as bytes, without building anything. Every function takes a position and gives the one after what
 * it read, or -1 where the bytes are no JSON; what passes here passes JSON.parse and the other way round (but for
 * nesting deeper than Go reads). A line holds no LF, so LF is no white space here, and reading stops at it.
 */

/** Go's encoding/json refuses deeper nesting, and so does kube-apiserver. */
export const MAX_DEPTH = 10_000;

const HEX = byteSet('0123456789abcdefABCDEF');
const SHORT_ESCAPE = byteSet('"\\/bfnrt');
const DIGIT = byteSet('0123456789');
const stack = new Uint8Array(MAX_DEPTH + 1);

/** Whether the string that `skipString` read last holds a backslash: then its bytes are not its text. */
export let sawEscape = false;
/** Where the last function that gave -1 stopped. */
export let stoppedAt = 0;

function byteSet(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const c of characters) set[c.charCodeAt(0)] = 1;
  return set;
}

/** Says where reading stopped. */
export function stop(i: number): -1 {
  stoppedAt = i;
  return -1;
}

/** Over spaces, tabs and CR. */
export function skipSpace(b: Uint8Array, i: number): number {
  let at = i;
  let c = b[at];
  while (c === 0x20 || c === 0x09 || c === 0x0d) c = b[++at];
  return at;
}

/** `i` is after the opening quote; the result is after the closing one. */
export function skipString(b: Uint8Array, i: number, end: number): number {
  let at = i;
  sawEscape = false;
  for (;;) {
    let c = b[at]!;
    while (c !== 0x22 && c !== 0x5c && c >= 0x20) c = b[++at]!;
    if (at >= end) return stop(end);
    if (c === 0x22) return at + 1;
    if (c !== 0x5c) return stop(at);
    sawEscape = true;
    const escaped = b[at + 1]!;
    if (escaped === 0x75) {
      for (let k = 2; k < 6; k++) if (HEX[b[at + k]!]! !== 1) return stop(at);
      at += 6;
    } else if (SHORT_ESCAPE[escaped]! === 1) at += 2;
    else return stop(at);
  }
}

function skipDigits(b: Uint8Array, i: number): number {
  let at = i;
  while (DIGIT[b[at]!]! === 1) at++;
  return at > i ? at : stop(at);
}

/** `i` is at the sign or the first digit. */
export function skipNumber(b: Uint8Array, i: number): number {
  let at = b[i] === 0x2d ? i + 1 : i;
  at = b[at] === 0x30 ? at + 1 : skipDigits(b, at);
  if (at >= 0 && b[at] === 0x2e) at = skipDigits(b, at + 1);
  if (at >= 0 && (b[at]! | 0x20) === 0x65) {
    const sign = b[at + 1];
    at = skipDigits(b, sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
  }
  return at;
}

function skipWord(b: Uint8Array, i: number, word: string): number {
  for (let k = 0; k < word.length; k++) if (b[i + k] !== word.charCodeAt(k)) return stop(i + k);
  return i + word.length;
}

/** `i` is at the first byte of `null`. */
export function skipNull(b: Uint8Array, i: number): number {
  return skipWord(b, i, 'null');
}

function skipScalar(b: Uint8Array, i: number, end: number): number {
  const c = b[i];
  if (c === 0x22) return skipString(b, i + 1, end);
  if (c === 0x74) return skipWord(b, i, 'true');
  if (c === 0x66) return skipWord(b, i, 'false');
  if (c === 0x6e) return skipNull(b, i);
  return skipNumber(b, i);
}

/** After the opening brace or a comma: a key and its colon; the result is at the value. */
export function skipKey(b: Uint8Array, i: number, end: number): number {
  let at = skipSpace(b, i);
  if (b[at] !== 0x22) return stop(at);
  at = skipString(b, at + 1, end);
  if (at < 0) return at;
  at = skipSpace(b, at);
  return b[at] === 0x3a ? skipSpace(b, at + 1) : stop(at);
}

/** Any value, however deep, without recursion: the depth of a body is the attacker's choice. `i` is at its first byte. */
export function skipValue(b: Uint8Array, i: number, end: number): number {
  let at = i;
  let depth = 0;
  for (;;) {
    const c = b[at];
    if (c === 0x7b || c === 0x5b) {
      const close = c + 2; // in ASCII `}` is `{` + 2 and `]` is `[` + 2
      at = skipSpace(b, at + 1);
      if (b[at] === close) at++;
      else {
        if (depth === MAX_DEPTH) return stop(at);
        stack[depth++] = close;
        if (close === 0x7d) at = skipKey(b, at, end);
        if (at < 0) return at;
        continue;
      }
    } else {
      at = skipScalar(b, at, end);
      if (at < 0) return at;
    }
    // After a value: a comma leads to the next one, closing brackets close.
    for (;;) {
      if (depth === 0) return at <= end ? at : stop(end);
      at = skipSpace(b, at);
      const next = b[at];
      const close = stack[depth - 1]!;
      if (next === 0x2c) {
        at = close === 0x7d ? skipKey(b, at + 1, end) : skipSpace(b, at + 1);
        if (at < 0) return at;
        break;
      }
      if (next !== close) return stop(at);
      at++;
      depth--;
    }
  }
}
