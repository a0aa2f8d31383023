/** Matched letters kept in sight: a recorded text's spans carried through shortening, cleaning and cutting. */
import { type SafeText, safe } from '../audit/safe.ts';
import { type Cut, width } from './cells.ts';
import { type Extra, type Span, span } from './line.ts';
import type { Role } from './theme.ts';

export type Spans = readonly (readonly [start: number, end: number])[];

/** Spans of a recorded text as spans of its safe form: escapes are longer than what they stand for. */
export function spansInSafe(recorded: string, spans: Spans): Spans {
  if (safe(recorded) === recorded) return spans;
  return spans.map(([start, end]) => [safe(recorded.slice(0, start)).length, safe(recorded.slice(0, end)).length]);
}

/** Spans after `shift` units went away at the left. */
export function shifted(spans: Spans, shift: number): Spans {
  return spans
    .map(([start, end]) => [Math.max(0, start - shift), end - shift] as const)
    .filter(([start, end]) => end > start);
}

/** A text cut down, its matched letters in accent, bold and underlined. */
export function markedSpans(
  text: SafeText,
  cut: Cut,
  sign: SafeText,
  spans: Spans,
  role: Role,
  extra: Extra = {},
): Span[] {
  const head = pieces(text, 0, cut.head, spans, role, extra);
  if (!cut.cut) return head;
  return [...head, span(sign, role, extra), ...pieces(text, text.length - cut.tail, text.length, spans, role, extra)];
}

function pieces(text: SafeText, from: number, to: number, spans: Spans, role: Role, extra: Extra): Span[] {
  const out: Span[] = [];
  const ordered = [...spans].sort((a, b) => a[0] - b[0]);
  let at = from;
  const push = (end: number, matched: boolean): void => {
    if (end <= at) return;
    const part = text.slice(at, end) as SafeText; // a part of a safe text is safe
    out.push(matched ? span(part, 'accent', { ...extra, bold: true, underline: true }) : span(part, role, extra));
    at = end;
  };
  for (const [start, end] of ordered) {
    push(Math.min(start, to), false);
    push(Math.min(end, to), true);
  }
  push(to, false);
  return out;
}

/** The part of a text worth showing where only `cells` fit and a match lies further right. */
export function scrollToHit(text: SafeText, cells: number, spans: Spans): Cut | null {
  const first = spans[0];
  if (first === undefined || width(text) <= cells) return null;
  if (first[1] < cells) return null;
  return { head: 0, tail: Math.min(cells - 1, text.length - Math.max(0, first[0] - 4)), cut: true };
}
