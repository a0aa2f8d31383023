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
