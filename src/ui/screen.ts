/** The whole screen as one string a row: what Ink puts out as it is. */

import { badLines, badTitle } from './bad-page.ts';
import { columnsLines, columnsTitle } from './columns-page.ts';
import { nothingMatches } from './commands.ts';
import { detailLines, detailTitle, detailWhere, insideSaid, insideTyped } from './detail-pane.ts';
import { facetColumn, type Grounded } from './facet-pane.ts';
import { filterLine } from './filter-line.ts';
import { headerLine } from './header.ts';
import { helpLines, helpTitle } from './help.ts';
import { keyBar } from './key-bar.ts';
import { type Layout, LEAST_SIZE } from './layout.ts';
import { blank, fit, type Line, lineWidth, renderLine, type Span, spread, titled, word } from './line.ts';
import { listPane } from './list-pane.ts';
import type { Look } from './look.ts';
import { emptyPage, nothingPage, placed } from './pages.ts';
import { policyLines, policyTitle } from './policy-pane.ts';
import { lintLines, lintTitle } from './policy-trouble.ts';
import { type Popup, queryPopup, sliceLine } from './popup.ts';
import { searchPane } from './search-pane.ts';
import { sourcesLines, sourcesTitle } from './sources-page.ts';
import { layout, type State, topScreen } from './state.ts';
import type { Theme } from './theme.ts';
import { timelineLines } from './timeline-pane.ts';

/** Exactly as many rows as the terminal has. */
export function paintScreen(state: State, look: Look, theme: Theme): readonly string[] {
  const { columns, rows } = state.size;
  const place = layout(state);
  if (place.tiny) return tiny(state, look, theme);
  const full = fullScreen(state, look);
  const out = [
    renderLine(fit(headerLine(state, look, columns), columns, look.signs), theme, 'panel'),
    renderLine(
      full === null
        ? fit(filterLine(state, look, columns), columns, look.signs)
        : spread(...full.title, columns, look.signs),
      theme,
    ),
    ...(full === null
      ? body(state, place, look, theme)
      : full.lines.map(({ line, ground }) => renderLine(grounded({ line, ground }, columns), theme))),
  ].slice(0, rows - 1);
  while (out.length < rows - 1) out.push('');
  out.push(renderLine(fit(keyBar(state, look, columns), columns, look.signs), theme));
  return out;
}

function tiny(state: State, look: Look, theme: Theme): string[] {
  const said = word(`auditty needs ${LEAST_SIZE.columns}x${LEAST_SIZE.rows}`, 'write', { bold: true });
  const line = renderLine(fit([said], state.size.columns, look.signs), theme);
  return [line, ...Array.from({ length: state.size.rows - 1 }, () => '')];
}

function body(state: State, place: Layout, look: Look, theme: Theme): string[] {
  const page = nothingPage(state, state.size.columns - 20);
  const rows =
    page === null
      ? [...timelineLines(state, look, place.timeline), ...mainRows(state, place, look)]
      : pageRows(page, place.timeline + place.height, state.size.columns, look);
  const popup = queryPopup(state, look);
  return rows.map((row, at) => {
    const hanging = popup?.lines[at];
    if (hanging === undefined || popup === null) return renderLine(row, theme);
    return renderLine(hang(row, hanging, popup, at === popup.chosen ? 'sel' : 'panel', look), theme);
  });
}

/** A full screen's title line takes the place of the filter line; null for the main screen. */
function fullScreen(
  state: State,
  look: Look,
): { readonly title: readonly [Line, Line]; readonly lines: readonly Grounded[] } | null {
  const screen = topScreen(state);
  const { columns: cells, rows } = state.size;
  const height = rows - 3;
  const scrolled = (lines: readonly Line[], top: number): Grounded[] =>
    scrollTo(
      lines.map((line) => ({ line, ground: 'none' as const })),
      top,
      height,
    );
  switch (screen?.kind) {
    case undefined:
      return null;
    case 'detail':
      return { title: detailTitle(state, look), lines: detailLines(state, look, cells - 1, height, true) };
    case 'policy':
      return { title: policyTitle(state, look), lines: policyLines(state, look, cells, height) };
    case 'lint':
      return { title: lintTitle(state), lines: scrolled(lintLines(state, look, cells), screen.top) };
    case 'help':
      return { title: helpTitle(state.config.version), lines: scrollTo(helpLines(look, cells), screen.top, height) };
    case 'bad':
      return { title: badTitle(state, look), lines: badLines(state, look, cells, height) };
    case 'columns':
      return { title: columnsTitle(state), lines: columnsLines(state, look, cells, height) };
    case 'sources':
      return { title: sourcesTitle(state, look), lines: sourcesLines(state, look, cells, height).slice(0, height) };
  }
}

function scrollTo(lines: readonly Grounded[], top: number, height: number): Grounded[] {
  const from = Math.max(0, Math.min(top, lines.length - height));
  return lines.slice(from, from + height);
}

/** The rows between the timeline and the key bar. */
function mainRows(state: State, place: Layout, look: Look): Line[] {
  const { columns } = state.size;
  const { facets, list, detail, height } = place;
  if (state.prompt?.kind === 'search') return zip(height, [[searchPane(state, look, columns - 1), columns, 0]]);
  const left = facets === null ? [] : facetColumn(state, look, facets.width);
  // The last pane runs to the edge: a selected row ends where the screen does.
  const edge = (stretch: { readonly x: number; readonly width: number }): number =>
    stretch.x + stretch.width === columns - 1 ? stretch.width + 1 : stretch.width;
  const middle =
    list.width === 0
      ? []
      : nothingMatches(state)
        ? emptyList(state, look, list.width)
        : listPane(state, look, list.width);
  const right = detail === null ? [] : detailBeside(state, look, detail.width, height);
  return zip(height, [
    [left, facets === null ? 0 : edge(facets), 0],
    [middle, list.width === 0 ? 0 : edge(list), facets === null ? 0 : 1],
    [right, detail === null ? 0 : edge(detail), detail === null ? 0 : detail.x - list.x - list.width],
  ]);
}

function pageRows(page: readonly Line[], height: number, columns: number, look: Look): Line[] {
  return filled(placed(page, height, columns < 100 ? 2 : 20), height, columns, look);
}

function emptyList(state: State, look: Look, cells: number): Grounded[] {
  const [head] = listPane(state, look, cells);
  const page = placed(emptyPage(state, look, cells - 6), layout(state).height - 1, 4).map(
    (line): Grounded => ({ line: fit(line, cells, look.signs), ground: 'none' }),
  );
  return head === undefined ? page : [head, ...page];
}

function detailBeside(state: State, look: Look, cells: number, height: number): Grounded[] {
  const focused = state.focus === 'detail';
  if (state.prompt?.kind === 'inside') {
    const said = insideSaid(state, look);
    const left = insideTyped(state, look, cells - lineWidth(said) - 1);
    return [
      { line: spread(left, said, cells, look.signs), ground: 'none' },
      ...detailLines(state, look, cells, height - 1, focused),
    ];
  }
  const place = state.detail?.inside == null ? detailWhere(state, look) : insideSaid(state, look);
  const name = [word(' Event', focused ? 'accent' : 'text', { bold: true })];
  const head = titled(
    name,
    place.length === 0 ? [] : fit(place, Math.min(cells - 12, lineWidth(place)), look.signs),
    cells,
    look.signs,
    focused,
  );
  return [{ line: head, ground: 'none' }, ...detailLines(state, look, cells, height - 1, focused)];
}

/** Panes side by side: each its lines, its width, and the gap before it. */
function zip(
  height: number,
  panes: readonly (readonly [lines: readonly Grounded[], cells: number, gap: number])[],
): Line[] {
  return Array.from({ length: height }, (_, at) =>
    panes.flatMap(([lines, cells, gap]): Span[] => {
      if (cells === 0) return [];
      const part = lines[at];
      return [blank(gap), ...(part === undefined ? [blank(cells)] : grounded(part, cells))];
    }),
  );
}

/** A pane's line with its ground on every span, filled up to the pane's width. */
function grounded({ line, ground }: Grounded, cells: number): Span[] {
  const missing = cells - lineWidth(line);
  const whole = missing > 0 ? [...line, blank(missing)] : line;
  return ground === 'none' ? [...whole] : whole.map((each) => ({ ...each, ground: each.ground ?? ground }));
}

function filled(lines: readonly Line[], height: number, cells: number, look: Look): Line[] {
  return Array.from({ length: height }, (_, at) => fit(lines[at] ?? [], cells, look.signs));
}

/** A popup's line over a row: what is left and right of it stays. */
function hang(row: Line, hanging: Line, { x, width }: Popup, ground: 'sel' | 'panel', look: Look): Line {
  return [
    ...sliceLine(row, 0, x, look),
    ...hanging.map((each) => ({ ...each, ground })),
    ...sliceLine(row, x + width, lineWidth(row), look),
  ];
}
