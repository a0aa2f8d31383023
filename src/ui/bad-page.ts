/** The bad lines screen: what is no audit event. */
import { literal, safe } from '../audit/safe.ts';
import type { BadLine } from '../engine/engine.ts';
import { applyCut, cutEnd } from './cells.ts';
import { bytes, whole } from './format.ts';
import { blank, type Line, span, word } from './line.ts';
import type { Look } from './look.ts';
import type { State } from './state.ts';

export function badTitle(state: State): readonly [left: Line, right: Line] {
  const count = state.bad?.count ?? 0;
  const shown = state.bad?.latest.length ?? 0;
  const right = shown < count ? `the latest ${whole(shown)} of ${whole(count)} ` : `${whole(count)} `;
  return [[word(' Bad lines', 'text', { bold: true }), word('  what is no audit event', 'dim')], [word(right, 'dim')]];
}

/** Newest first: where each is, why it is no event, and how it begins. */
export function badLines(state: State, look: Look, cells: number): Line[] {
  const latest = state.bad?.latest ?? [];
  if (latest.length === 0) return [[], [word(' Every line so far is an audit event.', 'dim')]];
  return latest.flatMap((bad): Line[] => {
    const start = safe(bad.start);
    return [[], badHead(bad), [blank(3), span(applyCut(start, cutEnd(start, cells - 5), look.signs.cut), 'dim')]];
  });
}

/** Where a bad line is, and why it is no event. */
export function badHead(bad: BadLine): Line {
  const file = safe(bad.file.slice(bad.file.lastIndexOf('/') + 1));
  const line = bad.line === null ? '' : `line ${whole(bad.line)}  `;
  return [
    blank(1),
    span(file),
    span(literal(`  ${line}byte ${whole(bad.offset)}  ${bytes(bad.bytes)}  `), 'dim'),
    span(safe(bad.reason), 'write'),
  ];
}
