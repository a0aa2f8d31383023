/**
 * Text measured and cut in terminal cells. Wide and combining characters count as the terminal draws them, so
 * nothing here may use `.length`, `slice` or `padEnd` on text that could be from a user.
 */
import stringWidth from 'string-width';
import type { SafeText } from '../audit/safe.ts';

const PRINTABLE_ASCII = /^[ -~]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many cells a text takes. */
export function width(text: SafeText): number {
  return PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text);
}

/** Which part of a text is kept: `head` and `tail` UTF-16 units, with a cut sign between where `cut`. */
export interface Cut {
  readonly head: number;
  readonly tail: number;
  readonly cut: boolean;
}

function whole(text: SafeText): Cut {
  return { head: text.length, tail: 0, cut: false };
}

/** How many UTF-16 units from the start fit into `cells`, whole characters only. */
function unitsFitting(text: SafeText, cells: number): number {
  if (PRINTABLE_ASCII.test(text)) return Math.max(0, Math.min(cells, text.length));
  let units = 0;
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += stringWidth(segment);
    if (used > cells) break;
    units += segment.length;
  }
  return units;
}

/** How many UTF-16 units at the end fit into `cells`. */
function tailFitting(text: SafeText, cells: number): number {
  if (PRINTABLE_ASCII.test(text)) return Math.max(0, Math.min(cells, text.length));
  const segments = [...segmenter.segment(text)].reverse();
  let units = 0;
  let used = 0;
  for (const { segment } of segments) {
    used += stringWidth(segment);
    if (used > cells) break;
    units += segment.length;
  }
  return units;
}

/** As much of the start as fits into `cells`. */
export function take(text: SafeText, cells: number): SafeText {
  return text.slice(0, unitsFitting(text, cells)) as SafeText; // a part of a safe text is safe
}

/** Cut at the end: users, agents, verbs. */
export function cutEnd(text: SafeText, cells: number): Cut {
  if (width(text) <= cells) return whole(text);
  return { head: unitsFitting(text, cells - 1), tail: 0, cut: cells > 0 };
}

/** Cut at the left: paths. */
export function cutStart(text: SafeText, cells: number): Cut {
  if (width(text) <= cells) return whole(text);
  return { head: 0, tail: tailFitting(text, cells - 1), cut: cells > 0 };
}

/** Cut in the middle with two thirds left to the tail, where generated names differ. */
export function cutMiddle(text: SafeText, cells: number): Cut {
  if (width(text) <= cells) return whole(text);
  const head = unitsFitting(text, Math.floor((cells - 1) / 3));
  const headCells = width(text.slice(0, head) as SafeText); // a part of a safe text is safe
  return { head, tail: tailFitting(text, cells - 1 - headCells), cut: cells > 0 };
}

/** The text that a cut leaves. */
export function applyCut(text: SafeText, cut: Cut, sign: SafeText): SafeText {
  if (!cut.cut) return text.slice(0, cut.head) as SafeText; // as above
  return (text.slice(0, cut.head) + sign + (cut.tail === 0 ? '' : text.slice(-cut.tail))) as SafeText; // as above
}

const BLANKS = ' '.repeat(512);

/** So many blanks. */
export function blanks(count: number): SafeText {
  return (count <= 512 ? BLANKS.slice(0, Math.max(0, count)) : ' '.repeat(count)) as SafeText; // spaces are safe
}

/** A one-cell sign so many times. */
export function times(sign: SafeText, count: number): SafeText {
  return sign.repeat(Math.max(0, count)) as SafeText; // repeated signs of this program
}

/** Joins texts that are safe already. */
export function join(...texts: readonly SafeText[]): SafeText {
  return texts.join('') as SafeText; // no escape can arise where two safe texts meet
}

/** The text with blanks up to so many cells; a wider one as it is. */
export function padEnd(text: SafeText, cells: number): SafeText {
  return join(text, blanks(Math.max(0, cells - width(text))));
}
