/** A line of the screen before it has colours: spans of safe text, each with what it means. */
import { literal, type SafeText } from '../audit/safe.ts';
import { blanks, join, take, times, width } from './cells.ts';
import type { Signs } from './signs.ts';
import type { Ground, Role, Style, Theme } from './theme.ts';

export interface Span {
  readonly text: SafeText;
  readonly role: Role;
  readonly bold?: boolean;
  readonly underline?: boolean;
  /** A ground of its own, kept whatever the row stands on. */
  readonly ground?: Ground;
}
export type Line = readonly Span[];

export type Extra = Pick<Span, 'bold' | 'underline' | 'ground'>;

/** A piece of text and what it means. */
export function span(text: SafeText, role: Role = 'text', extra: Extra = {}): Span {
  return { text, role, ...extra };
}

/** A text of this program's own source. */
export function word(text: string, role: Role = 'text', extra: Extra = {}): Span {
  return span(literal(text), role, extra);
}

export function blank(count: number): Span {
  return span(blanks(count));
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, each) => sum + width(each.text), 0);
}

/** The line in exactly `cells` cells: cut with a sign, or filled up with blanks. */
export function fit(line: Line, cells: number, signs: Signs): Line {
  const total = lineWidth(line);
  if (total <= cells) return total === cells ? line : [...line, blank(cells - total)];
  const kept: Span[] = [];
  let left = cells - 1; // the last cell is the cut sign's
  for (const each of line) {
    const own = width(each.text);
    if (own <= left) {
      kept.push(each);
      left -= own;
      continue;
    }
    if (cells > 0) kept.push({ ...each, text: join(take(each.text, left), signs.cut) });
    break;
  }
  const missing = cells - lineWidth(kept);
  return missing > 0 ? [...kept, blank(missing)] : kept;
}

/** A left part and a right part with the room between them, one blank at least; the right part stays, the left is cut. */
export function spread(left: Line, right: Line, cells: number, signs: Signs): Line {
  const rightCells = Math.min(lineWidth(right), cells);
  if (rightCells === 0) return fit(left, cells, signs);
  const gap = Math.min(1, cells - rightCells);
  return [...fit(left, cells - rightCells - gap, signs), blank(gap), ...fit(right, rightCells, signs)];
}

/** A title, a rule, and what stands at its right end: the head of a pane. */
export function titled(title: Line, right: Line, cells: number, signs: Signs, heavy: boolean): Line {
  const rightCells = lineWidth(right);
  const titleCells = Math.min(lineWidth(title), cells);
  const rule = cells - titleCells - 1 - (rightCells > 0 ? rightCells + 1 : 0);
  if (rule < 1) return fit(title, cells, signs);
  const drawn = span(times(heavy ? signs.heavyRule : signs.rule, rule), heavy ? 'accent' : 'faint');
  return [...title, blank(1), drawn, ...(rightCells > 0 ? [blank(1), ...right] : [])];
}

/** The line as text with colour codes, standing on `ground`. Neighbours of one style share their codes. */
export function renderLine(line: Line, theme: Theme, ground: Ground = 'none'): string {
  let out = '';
  let pending = '';
  let style: Style | null = null;
  for (const each of line) {
    if (each.text === '') continue;
    const next = styleOf(each, ground);
    if (style !== null && sameStyle(style, next)) pending += each.text;
    else {
      if (style !== null) out += theme.paint(pending as SafeText, style); // joined safe texts
      pending = each.text;
      style = next;
    }
  }
  return style === null ? out : out + theme.paint(pending as SafeText, style); // joined safe texts
}

function styleOf(each: Span, ground: Ground): Style {
  return {
    role: each.role,
    ground: each.ground ?? ground,
    bold: each.bold ?? false,
    underline: each.underline ?? false,
  };
}

function sameStyle(a: Style, b: Style): boolean {
  return a.role === b.role && a.ground === b.ground && a.bold === b.bold && a.underline === b.underline;
}
