/** Lines of spans broken at blanks, and long texts broken anywhere, to a width in cells. */
import type { SafeText } from '../audit/safe.ts';
import { take, width } from './cells.ts';
import type { Line, Span } from './line.ts';

/** Breaks a line at its blanks; a word wider than the room is broken where it must be. */
export function wrapLine(line: Line, cells: number): Line[] {
  const room = Math.max(1, cells);
  const out: Span[][] = [];
  let current: Span[] = [];
  let used = 0;
  const flush = (): void => {
    out.push(current);
    current = [];
    used = 0;
  };
  for (const word of words(line)) {
    const size = word.reduce((sum, { text }) => sum + width(text), 0);
    const blank = word.every(({ text }) => text.trim() === '');
    if (used + size > room && used > 0) {
      flush();
      if (blank) continue;
    }
    if (used === 0 && blank && out.length > 0) continue;
    if (size <= room) {
      current.push(...word);
      used += size;
      continue;
    }
    for (const each of word) {
      for (const part of breakText(each.text, room)) {
        if (used > 0 && used + width(part) > room) flush();
        current.push({ ...each, text: part });
        used += width(part);
      }
    }
  }
  if (current.length > 0 || out.length === 0) flush();
  return out;
}

/** Runs of blanks and runs of other characters; a word may go on over several spans. */
function words(line: Line): Span[][] {
  const out: Span[][] = [];
  let open = false;
  for (const each of line) {
    for (const part of each.text.match(/\s+|\S+/g) ?? []) {
      const piece = { ...each, text: part as SafeText }; // a part of a safe text is safe
      const blank = part.trim() === '';
      const last = out.at(-1);
      if (!blank && open && last !== undefined) last.push(piece);
      else out.push([piece]);
      open = !blank;
    }
  }
  return out;
}

/** A text broken into rows: how many, and each when it is looked at. */
export interface Pieces {
  readonly text: SafeText;
  readonly lines: number;
  piece(at: number): SafeText;
  /** The UTF-16 unit with which a row begins, and the row in which a unit stands. */
  unitOf(at: number): number;
  rowOf(unit: number): number;
}

const ASCII = /^[ -~]*$/;
/** Longer texts with wide letters are broken without measuring them. */
const MEASURED = 50_000;
/** What stands with the character before it: combining marks, joiners, variation selectors, low surrogates. */
const CLINGS = /^(?:\p{M}|\u200d|[\ufe00-\ufe0f]|[\udc00-\udfff]|[\u{1f3fb}-\u{1f3ff}])/u;

/** Breaks a text, whatever its length, into rows of at most `cells`. */
export function brokenText(text: SafeText, cells: number): Pieces {
  const room = Math.max(1, cells);
  if (!ASCII.test(text) && text.length <= MEASURED) {
    const pieces = breakText(text, room);
    const ends: number[] = [];
    for (const part of pieces) ends.push((ends.at(-1) ?? 0) + part.length);
    return {
      text,
      lines: pieces.length,
      piece: (at) => pieces[at] ?? ('' as SafeText), // nothing is safe
      unitOf: (at) => ends[at - 1] ?? 0,
      rowOf: (unit) =>
        Math.max(
          0,
          ends.findIndex((end) => unit < end),
        ),
    };
  }
  // A character takes two cells at most.
  const step = ASCII.test(text) ? room : Math.max(1, Math.floor(room / 2));
  const lines = Math.max(1, Math.ceil(text.length / step));
  /** The first unit from there on at which a row may begin. */
  const begin = (unit: number): number => {
    let at = Math.min(unit, text.length);
    while (step !== room && at > 0 && at < text.length && CLINGS.test(text.slice(at, at + 2))) at++;
    return at;
  };
  return {
    text,
    lines,
    piece: (at) => text.slice(begin(at * step), begin((at + 1) * step)) as SafeText, // a part of a safe text is safe
    unitOf: (at) => begin(at * step),
    rowOf: (unit) => Math.max(0, Math.min(lines - 1, Math.floor(unit / step))),
  };
}

/** A text in pieces of at most `cells`. */
export function breakText(text: SafeText, cells: number): SafeText[] {
  const out: SafeText[] = [];
  let rest = text;
  while (rest !== '') {
    const piece = take(rest, cells);
    // A character wider than the room cannot be shown: it is passed over rather than looped on.
    const length = piece.length === 0 ? 1 : piece.length;
    if (piece !== '') out.push(piece);
    rest = rest.slice(length) as SafeText; // a part of a safe text is safe
  }
  return out.length === 0 ? [text] : out;
}
