/** What hangs below the filter line while `:` is typed: what is wrong with the text, and where. */
import { safe } from '../audit/safe.ts';
import { FIELDS } from '../query/query.ts';
import { typedColumn } from './filter-line.ts';
import { blank, fit, type Line, lineWidth, span, word } from './line.ts';
import { canTint, type Look } from './look.ts';
import type { State } from './state.ts';
import { wrapLine } from './wrap.ts';

export interface Popup {
  readonly x: number;
  readonly width: number;
  readonly lines: readonly Line[];
}

/** Null where there is nothing to say. */
export function queryPopup(state: State, look: Look): Popup | null {
  const { prompt } = state;
  if (prompt?.kind !== 'query' || prompt.parsed.ok) return null;
  const { columns } = state.size;
  const cells = Math.min(62, columns - 4);
  const at = Math.min(typedColumn(prompt.edit, prompt.parsed.at), columns - 3);
  const x = Math.max(1, Math.min(at - 2, columns - cells - 1));
  const said = wrapLine([span(safe(prompt.parsed.message))], cells - 4);
  const hint = /no field/.test(prompt.parsed.message)
    ? wrapLine([word(`fields: ${FIELDS.join(' ')} text`, 'dim')], cells - 4).slice(0, 3)
    : [];
  const rows: Line[] = [
    [blank(Math.max(0, at - x)), span(look.signs.pointer, 'err')],
    ...said.map((line): Line => [blank(2), ...line]),
    ...hint.map((line): Line => [blank(2), ...line]),
  ];
  // Without a tint the popup is told from what it covers by a rule below it.
  if (!canTint(look)) rows.push([word(look.signs.rule.repeat(cells), 'faint')]);
  return { x, width: cells, lines: rows.map((line) => fit(line, cells, look.signs)) };
}

/** The cells [from, to) of a line; a wide character that is cut through is left out. */
export function sliceLine(line: Line, from: number, to: number, look: Look): Line {
  const head = fit(line, lineWidth(line), look.signs);
  const out = [];
  let at = 0;
  for (const each of head) {
    for (const character of each.text) {
      const cells = lineWidth([{ ...each, text: safe(character) }]);
      if (at >= from && at + cells <= to) out.push({ ...each, text: safe(character) });
      at += cells;
    }
  }
  return fit(out, to - from, look.signs);
}
