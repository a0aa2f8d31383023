/** Go string literals in double quotes, as `%q` writes them: the values of the legacy format. */

export interface GoString {
  readonly value: string;
  /** Index after the closing quote. */
  readonly end: number;
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ['"', '"'],
]);
/** Hexadecimal digits after the letter of an escape. */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/**
 * Reads the literal whose opening quote stands at `at`; null where there is none, where it does not end, and where an
 * escape is none of strconv.Quote's. A `\x80` or above stands for a byte that was no UTF-8 and becomes U+FFFD, each
 * of them, as in the events of the JSON format.
 */
export function readGoString(text: string, at: number): GoString | null {
  if (text[at] !== '"') return null;
  const stop = /["\\]/g;
  const parts: string[] = [];
  for (let from = at + 1; ; ) {
    stop.lastIndex = from;
    const found = stop.exec(text);
    if (found === null) return null;
    parts.push(text.slice(from, found.index));
    if (found[0] === '"') return { value: parts.join(''), end: found.index + 1 };
    const letter = text[found.index + 1] ?? '';
    const digits = DIGITS.get(letter) ?? 0;
    from = found.index + 2 + digits;
    const character = digits === 0 ? SHORT.get(letter) : characterOf(letter, text.slice(found.index + 2, from), digits);
    if (character === undefined) return null;
    parts.push(character);
  }
}

function characterOf(letter: string, hex: string, digits: number): string | undefined {
  if (hex.length !== digits || !/^[0-9A-Fa-f]+$/.test(hex)) return undefined;
  const code = Number.parseInt(hex, 16);
  if (letter === 'x') return code < 0x80 ? String.fromCharCode(code) : '\ufffd';
  const isRune = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isRune ? String.fromCodePoint(code) : undefined;
}

/** The strings of a comma-joined list of literals, `"a","b"`; `''` is the empty list, null is no list. */
export function readGoStrings(text: string): readonly string[] | null {
  const strings: string[] = [];
  if (text === '') return strings;
  for (let at = 0; ; ) {
    const item = readGoString(text, at);
    if (item === null) return null;
    strings.push(item.value);
    if (item.end === text.length) return strings;
    if (text[item.end] !== ',') return null;
    at = item.end + 1;
  }
}
