/** One facet as lines: a title with a rule, then its values with counts and bars. */

import { literal, safe } from '../audit/safe.ts';
import type { Counted } from '../engine/engine.ts';
import { excludedValues, includedValues } from '../query/edit.ts';
import { applyCut, blanks, cutEnd, join, times, width } from './cells.ts';
import type { Facet } from './facets.ts';
import { counted, whole } from './format.ts';
import { blank, fit, type Line, lineWidth, type Span, span, titled, word } from './line.ts';
import type { Look } from './look.ts';
import { facetsOf, paneCursor, panesShown, paneValues } from './panes.ts';
import { sourceNames } from './source-names.ts';
import { focusedFacet, layout, type State } from './state.ts';
import type { Ground } from './theme.ts';

/** A line and what it stands on. */
export interface Grounded {
  readonly line: Line;
  readonly ground: Ground;
}

const COUNT = 5;
const BAR = 3;

/** The panes of the facet column from top to bottom, each line exactly as wide as the column. */
export function facetColumn(state: State, look: Look, cells: number): Grounded[] {
  const { panes } = layout(state);
  if (panes === 'one') return oneFacet(state, look, cells);
  return panesShown(state).flatMap(({ facet, rows }) => [
    { line: paneTitle(state, facet, rows, look, cells), ground: 'none' as const },
    ...paneLines(state, facet, rows, look, cells),
  ]);
}

/** One facet over the column's whole height: tabs above it, and a rule with what narrows it. */
function oneFacet(state: State, look: Look, cells: number): Grounded[] {
  const focused = focusedFacet(state);
  const facets = facetsOf(state);
  const facet = facets.find(({ field }) => field === focused);
  if (facet === undefined) return [];
  const tabs = tabLine(facets, facet, look, cells);
  const narrow = state.panes[facet.field]?.narrow ?? '';
  const typing = state.prompt?.kind === 'narrow';
  const title: Line =
    narrow !== '' || typing
      ? [
          word(' / ', 'accent', { bold: true }),
          span(safe(narrow), 'text', { bold: true }),
          ...(typing ? [span(look.signs.cursor, 'accent')] : []),
        ]
      : [word(' / narrows', 'dim')];
  const rows = panesShown(state)[0]?.rows ?? 1;
  return [
    { line: fit(tabs, cells, look.signs), ground: 'none' },
    { line: titled(title, hiddenCount(state, facet, rows), cells, look.signs, true), ground: 'none' },
    ...paneLines(state, facet, rows, look, cells),
  ];
}

/** The tabs; where not all fit, the first ones give way until the open one does. */
function tabLine(facets: readonly Facet[], open: Facet, look: Look, cells: number): Line {
  const tab = (each: Facet): Span[] => [
    blank(1),
    each === open ? word(each.tab, 'accent', { bold: true, underline: true }) : word(each.tab, 'dim'),
  ];
  const upTo = facets.slice(0, facets.indexOf(open) + 1);
  let from = 0;
  while (lineWidth(upTo.slice(from).flatMap(tab)) > cells - (from > 0 ? 2 : 0) - 1 && from < upTo.length - 1) from++;
  const lead: Line = from === 0 ? [] : [blank(1), span(look.signs.back, 'dim')];
  return [...lead, ...facets.slice(from).flatMap(tab)];
}

function paneTitle(state: State, facet: Facet, rows: number, look: Look, cells: number): Line {
  const focused = focusedFacet(state) === facet.field;
  const narrow = state.panes[facet.field]?.narrow ?? '';
  const typing = state.prompt?.kind === 'narrow' && state.prompt.field === facet.field;
  const title: Span[] = [word(` ${facet.title}`, focused ? 'accent' : 'text', { bold: true })];
  if (narrow !== '' || typing)
    title.push(
      word(' / ', 'accent'),
      span(applyCut(safe(narrow), cutEnd(safe(narrow), 12), look.signs.cut), 'text', { bold: true }),
    );
  if (typing) title.push(span(look.signs.cursor, 'accent'));
  return titled(title, hiddenCount(state, facet, rows), cells, look.signs, focused);
}

/** How many values there are, where some are hidden; while reading back, that more may come. */
function hiddenCount(state: State, facet: Facet, rows: number): Line {
  if (state.loading !== null && !state.loading.done) return [word('so far', 'dim')];
  const values = paneValues(state, facet.field);
  const narrowed = (state.panes[facet.field]?.narrow ?? '') !== '';
  const distinct = narrowed ? values.length : (state.facets.find(({ field }) => field === facet.field)?.distinct ?? 0);
  return Math.max(distinct, values.length) > rows ? [span(whole(Math.max(distinct, values.length)), 'dim')] : [];
}

/** The visible values of a pane, filled up with empty lines. */
function paneLines(state: State, facet: Facet, rows: number, look: Look, cells: number): Grounded[] {
  const values = paneValues(state, facet.field);
  const cursor = paneCursor(state, facet.field);
  const focused = focusedFacet(state) === facet.field;
  const remembered = state.panes[facet.field] !== undefined;
  const top = Math.max(0, Math.min(state.panes[facet.field]?.top ?? 0, values.length - rows));
  const included = new Set(includedValues(state.query, facet.field));
  const excluded = new Set(excludedValues(state.query, facet.field));
  const most = values.reduce((max, { value, count }) => (excluded.has(value) ? max : Math.max(max, count)), 0);
  const lines: Grounded[] = values.slice(top, top + rows).map((value, at) => {
    const chosen = included.has(value.value) ? '+' : excluded.has(value.value) ? '-' : ' ';
    const ground: Ground =
      top + at !== cursor ? 'none' : focused ? 'sel' : remembered && state.focus !== 'list' ? 'none' : 'none';
    return { line: valueLine(value, chosen, facet, most, state, look, cells), ground };
  });
  const known = state.facets.some(({ field }) => field === facet.field);
  if (lines.length === 0)
    lines.push({ line: fit([word(known ? ' none' : ' counting', 'dim')], cells, look.signs), ground: 'none' });
  while (lines.length < rows) lines.push({ line: [blank(cells)], ground: 'none' });
  return lines;
}

/** State 1, label, gap, count 5, gap, bar 3. */
function valueLine(
  { value, count }: Counted,
  chosen: '+' | '-' | ' ',
  facet: Facet,
  most: number,
  state: State,
  { signs }: Look,
  cells: number,
): Line {
  const barCells = cells > 60 ? 12 : BAR;
  const number = counted(count);
  const numberCells = Math.max(COUNT, width(number));
  const labelCells = Math.max(1, cells - 1 - 1 - numberCells - 1 - barCells);
  const sources = sourceNames(state);
  const lead = facet.lead?.(value, sources) ?? [];
  const text = facet.label(value, signs, sources);
  const label = applyCut(text, cutEnd(text, labelCells - lineWidth(lead)), signs.cut);
  const out = chosen === '-';
  const quiet = state.counting || out ? 'dim' : 'text';
  const line: Span[] = [
    word(chosen, chosen === '+' ? 'accent' : 'err', { bold: true }),
    ...lead,
    span(label, out || (chosen === '+' && count === 0) ? 'dim' : 'text'),
    blank(labelCells - lineWidth(lead) - width(label) + 1),
    span(join(blanks(numberCells - width(number)), number), quiet),
    blank(1),
    span(out ? literal('') : bar(count, most, barCells, signs), 'bar'),
  ];
  const missing = cells - lineWidth(line);
  return missing > 0 ? [...line, blank(missing)] : line;
}

/** A share of `most` in half cells; anything at all is at least a half. */
export function bar(count: number, most: number, cells: number, signs: Look['signs']) {
  if (count === 0 || most === 0) return literal('');
  const halves = Math.max(1, Math.min(2 * cells, Math.round((2 * cells * count) / most)));
  return join(times(signs.bar, Math.floor(halves / 2)), halves % 2 === 1 ? signs.halfBar : literal(''));
}
