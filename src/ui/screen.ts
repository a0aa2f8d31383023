/** The whole screen as one string a row: what Ink puts out as it is. */

import { blanks } from './cells.ts';
import { facetColumn, type Grounded } from './facet-pane.ts';
import { filterLine } from './filter-line.ts';
import { headerLine } from './header.ts';
import { keyBar } from './key-bar.ts';
import { type Layout, LEAST_SIZE } from './layout.ts';
import { fit, type Line, renderLine, word } from './line.ts';
import { listPane } from './list-pane.ts';
import type { Look } from './look.ts';
import { layout, type State, topScreen } from './state.ts';
import type { Theme } from './theme.ts';

/** Exactly as many rows as the terminal has. */
export function paintScreen(state: State, look: Look, theme: Theme): readonly string[] {
  const { columns, rows } = state.size;
  const place = layout(state);
  if (place.tiny) return tiny(state, look, theme);
  const out = [
    renderLine(fit(headerLine(state, look, columns), columns, look.signs), theme, 'panel'),
    renderLine(fit(filterLine(state, look, columns), columns, look.signs), theme),
    ...body(state, place, look, theme),
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
  const screen = topScreen(state);
  if (screen !== null) return [];
  const { facets, list } = place;
  const left = facets === null ? [] : facetColumn(state, look, facets.width);
  const middle = list.width === 0 ? [] : listPane(state, look, list.width);
  return Array.from({ length: place.height }, (_, at) =>
    [
      segment(left[at], facets?.width ?? 0, theme),
      facets === null || list.width === 0 ? '' : ' ',
      segment(middle[at], list.width, theme),
    ].join(''),
  );
}

/** A pane's part of a row; blank where the pane has no such line. */
export function segment(part: Grounded | undefined, cells: number, theme: Theme): string {
  return part === undefined ? blanks(cells) : renderLine(part.line, theme, part.ground);
}

export function plain(lines: readonly Line[]): Grounded[] {
  return lines.map((line) => ({ line, ground: 'none' }));
}
