/** While `/` is typed: the values that match best, above the events that have any of them. */
import { literal, safe } from '../audit/safe.ts';
import type { Best } from '../engine/engine.ts';
import { cutEnd, width } from './cells.ts';
import { bar, type Grounded } from './facet-pane.ts';
import { clock, counted, whole } from './format.ts';
import { markedSpans, scrollToHit, spansInSafe } from './hits.ts';
import { blank, fit, type Line, lineWidth, type Span, span, titled, word } from './line.ts';
import { listPane } from './list-pane.ts';
import type { Look } from './look.ts';
import { bestRows } from './place.ts';
import type { State } from './state.ts';

/** The search's own pane over the whole width, `cells` wide. */
export function searchPane(state: State, look: Look, cells: number): Grounded[] {
  const { prompt } = state;
  if (prompt?.kind !== 'search') return [];
  const list = listPane(state, look, cells);
  if (prompt.edit.text.trim() === '') return list;
  const best = state.best.slice(0, bestRows(state));
  const most = best.reduce((max, { count }) => Math.max(max, count), 0);
  const heavy = titled(
    [word(' Best matches', 'accent', { bold: true })],
    [word(`${best.length} `, 'dim')],
    cells,
    look.signs,
    true,
  );
  const found = state.total === null ? [] : [span(whole(state.total.passing), 'dim'), blank(1)];
  return [
    { line: heavy, ground: 'none' },
    ...best.map(
      (each, at): Grounded => ({
        line: fit(bestLine(each, most, state.local, look, cells), cells, look.signs),
        ground: at === prompt.choice ? 'sel' : 'none',
      }),
    ),
    {
      line: titled([word(' Events with any of them', 'text', { bold: true })], found, cells, look.signs, false),
      ground: 'none',
    },
    ...list,
  ];
}

function bestLine(
  { field, value, count, last, spans }: Best,
  most: number,
  local: boolean,
  { signs }: Look,
  cells: number,
): Line {
  const roomy = cells >= 70;
  const right: Span[] = [word(counted(count).padStart(7))];
  if (roomy) {
    const drawn = bar(count, most, 4, signs);
    right.push(
      blank(1),
      span(drawn, 'bar'),
      blank(5 - width(drawn)),
      span(literal(` last ${clock(last, local).second} `), 'dim'),
    );
  }
  const room = Math.max(8, cells - 11 - lineWidth(right));
  const text = value === '' ? literal('(none)') : safe(value);
  const hits = spansInSafe(value, spans);
  const cut = scrollToHit(text, room, hits) ?? cutEnd(text, room);
  const shown = markedSpans(text, cut, signs.cut, hits, 'text');
  return [word(` ${field.padEnd(10)}`, 'dim'), ...shown, blank(room - lineWidth(shown)), ...right];
}
