/**
 * Walking JSON, checked to the last byte; what passes here passes the reference (`src/audit/json-bytes.ts`). Every
 * function takes an address and gives the one after what it read, or 0. Every line ends in LF, which nothing passes.
 * What says so in its comment is compiled into its callers (`scripts/wasm.js`): these run once a string.
 */

/** Whether the string read last holds a backslash. */
export let escaped: bool = false;

export function space(p: usize): usize {
  let at = p;
  let c = load<u8>(at);
  while (c === 0x20 || c === 0x09 || c === 0x0d) c = load<u8>(++at);
  return at;
}

/** `p` is after the opening quote; the result is at the closing one. @inline */
export function string(p: usize): usize {
  let at = p;
  escaped = false;
  while (true) {
    const bytes = v128.load(at);
    const quotes = v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c)));
    const controls = i8x16.eq(i8x16.min_u(bytes, i8x16.splat(0x1f)), bytes);
    const stops = i8x16.bitmask(v128.or(quotes, controls));
    if (stops === 0) {
      at += 16;
      continue;
    }
    at += ctz(stops);
    const c = load<u8>(at);
    if (c === 0x22) return at;
    if (c !== 0x5c) return 0;
    escaped = true;
    at = afterEscape(at);
    if (at === 0) return 0;
  }
}

function afterEscape(p: usize): usize {
  const c = load<u8>(p, 1);
  if (c === 0x22 || c === 0x5c || c === 0x6e) return p + 2;
  if (c === 0x75) return isHex(p + 2) && isHex(p + 3) && isHex(p + 4) && isHex(p + 5) ? p + 6 : 0;
  return c === 0x2f || c === 0x62 || c === 0x66 || c === 0x72 || c === 0x74 ? p + 2 : 0;
}

function isHex(p: usize): bool {
  const c = load<u8>(p);
  return <u32>c - 0x30 < 10 || (<u32>c | 0x20) - 0x61 < 6;
}

export function digits(p: usize): usize {
  let at = p;
  while (<u32>load<u8>(at) - 0x30 < 10) at++;
  return at > p ? at : 0;
}

function number(p: usize): usize {
  let at = load<u8>(p) === 0x2d ? p + 1 : p;
  at = load<u8>(at) === 0x30 ? at + 1 : digits(at);
  if (at !== 0 && load<u8>(at) === 0x2e) at = digits(at + 1);
  if (at === 0 || (load<u8>(at) | 0x20) !== 0x65) return at;
  const sign = load<u8>(at, 1);
  return digits(sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
}

export function scalar(p: usize): usize {
  const c = load<u8>(p);
  if (c === 0x22) {
    const close = string(p + 1);
    return close === 0 ? 0 : close + 1;
  }
  if (c === 0x74) return load<u32>(p) === 0x65757274 ? p + 4 : 0; // true
  if (c === 0x66) return load<u32>(p, 1) === 0x65736c61 ? p + 5 : 0; // false
  if (c === 0x6e) return nothing(p);
  return number(p);
}

export function nothing(p: usize): usize {
  return load<u32>(p) === 0x6c6c756e ? p + 4 : 0; // null
}

/** `p` is after a key; the result is at its value. @inline */
export function colon(p: usize): usize {
  let at = p;
  if (load<u8>(at) !== 0x3a) at = space(at);
  if (load<u8>(at) !== 0x3a) return 0;
  return load<u8>(++at) <= 0x20 ? space(at) : at;
}

/** `p` is at a key; the result is at its value. */
function skipKey(p: usize): usize {
  if (load<u8>(p) !== 0x22) return 0;
  const close = string(p + 1);
  return close === 0 ? 0 : colon(close + 1);
}

/** Any value, checked to the last byte. Which of the brackets around it are braces is a bit each of `braces`. */
export function skipValue(p: usize): usize {
  let at = p;
  let braces: u64 = 0;
  let depth = 0;
  while (true) {
    let c = load<u8>(at);
    if (c === 0x7b || c === 0x5b) {
      if (load<u8>(++at) <= 0x20) at = space(at);
      // In ASCII `}` is `{` + 2 and `]` is `[` + 2.
      if (load<u8>(at) === c + 2) at++;
      else {
        if (++depth > 63) return 0;
        braces = (braces << 1) | <u64>(c === 0x7b);
        if (c === 0x7b) at = skipKey(at);
        if (at === 0) return 0;
        continue;
      }
    } else {
      at = scalar(at);
      if (at === 0) return 0;
    }
    while (true) {
      if (depth === 0) return at;
      c = load<u8>(at);
      if (c <= 0x20) {
        at = space(at);
        c = load<u8>(at);
      }
      at++;
      const inBraces = (braces & 1) !== 0;
      if (c === 0x2c) {
        if (load<u8>(at) <= 0x20) at = space(at);
        if (inBraces) at = skipKey(at);
        if (at === 0) return 0;
        break;
      }
      if (c !== (inBraces ? 0x7d : 0x5d)) return 0;
      braces >>= 1;
      depth--;
    }
  }
}
