/** The tree of the opened event as lines: the rows that are in sight, and no others. */
import type { JsonNode, JsonTree } from '../audit/json-tree.ts';
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { applyCut, cutEnd, width } from './cells.ts';
import type { DetailState } from './detail-state.ts';
import { type EventDocument, isMasked } from './document.ts';
import type { Grounded } from './facet-pane.ts';
import { bytes, whole } from './format.ts';
import { markedSpans } from './hits.ts';
import { blank, fit, type Line, type Span, span } from './line.ts';
import type { Look } from './look.ts';
import type { Role } from './theme.ts';
import { indentOf, type TreeRow, treeRows, valueCells } from './tree.ts';
import { foundIn, needleOf } from './tree-search.ts';
import { valueText, wrappedValue } from './tree-values.ts';
import { breakText } from './wrap.ts';

/** What is painted, and where. */
export interface Shown {
  readonly document: EventDocument;
  readonly tree: JsonTree;
  readonly detail: DetailState;
  readonly cells: number;
  readonly look: Look;
  readonly focused: boolean;
}

/** What the size of a value that is cut may take of its row. */
export const SIZE_CELLS = 10;
/** The size of shorter values says little. */
const SIZED = 1000;

/** A text that is no tree, whole, over as many rows as it takes. */
export function textLines(document: EventDocument, detail: DetailState, cells: number, look: Look): Grounded[] {
  // Only the rows in sight are made: the text may be megabytes long.
  const from = detail.top * (cells - 2);
  const shown = safe(document.text.slice(from, from + 200 * (cells - 2)));
  return breakText(shown, cells - 2).map((text) => ({
    line: fit([blank(2), span(text)], cells, look.signs),
    ground: 'none',
  }));
}

export function treeLines(shown: Shown, height: number): Grounded[] {
  const { document, tree, detail, cells, look, focused } = shown;
  const rows = treeRows(document, tree, detail, cells);
  const cursor = Math.min(detail.cursor, rows.count - 1);
  const top = Math.max(0, Math.min(detail.top, rows.count - height), Math.min(cursor, cursor - height + 1));
  const needle = detail.inside === null ? null : needleOf(detail.inside.typed);
  return rows.slice(top, height).map((row, at) => {
    const under = top + at === cursor;
    const line = fit([blank(1), ...treeLine(shown, row, needle, under && focused)], cells, look.signs);
    return { line, ground: under ? (focused ? 'sel' : 'none') : 'none' };
  });
}

function treeLine(shown: Shown, row: TreeRow, needle: RegExp | null, told: boolean): Line {
  const { document, tree, detail, cells, look } = shown;
  const { signs } = look;
  const indent = blank(indentOf(row, cells));
  const key = safe(row.key);
  const keySpans = marked(key, needle, 'dim');
  if (row.kind !== 'leaf') {
    const sign = span(row.kind === 'open' ? signs.open : signs.folded, 'accent');
    const head: Line = [indent, sign, blank(1), ...keySpans];
    if (row.kind === 'open') return head;
    const count = tree.countScalars(row.node);
    const about = `  ${whole(count)} ${count === 1 ? 'value' : 'values'} ${signs.dot} ${bytes(row.node.length)}`;
    const name = nameOf(shown, row.node);
    const named: Line = name === null ? [] : [blank(2), ...marked(name, needle, 'text')];
    return [...head, ...named, span(literal(about), 'dim')];
  }
  const keyCells = Math.max(row.align, width(key) + 2);
  const room = valueCells(row, cells);
  const lead: Line = [
    indent,
    blank(2),
    ...(row.piece === 0 ? [...keySpans, blank(keyCells - width(key))] : [blank(keyCells)]),
  ];
  if (detail.wrapped.has(row.path)) {
    const pieces = wrappedValue(document, detail, tree, row, room);
    return [...lead, ...markedPiece(pieces.piece(row.piece), pieces, row, needle)];
  }
  const { text, masked, more } = valueText(document, detail, tree, row, 2 * room);
  if (masked && text.length === 8) {
    const about = told ? `  masked ${signs.dot} R reveals it on this screen only` : '  masked';
    return [...lead, span(signs.mask), span(literal(about), 'dim')];
  }
  const role = row.node.type === 'null' ? 'dim' : 'text';
  if (!more && width(text) <= room) return [...lead, ...marked(text, needle, role)];
  const size = row.node.length >= SIZED ? literal(`  ${bytes(row.node.length)}`) : literal('');
  const cut = cutEnd(text, room - width(size));
  const kept = cut.cut ? applyCut(text, cut, signs.cut) : text;
  return [...lead, ...marked(kept, needle, role), span(size, 'dim')];
}

/** What an object is called, of itself or in its metadata: items of a list are told apart by it. */
function nameOf({ document, tree, cells, look }: Shown, node: JsonNode): SafeText | null {
  if (node.type !== 'object') return null;
  const metadata = tree.indexOf(node, 'metadata');
  for (const object of [node, ...(metadata < 0 ? [] : [tree.child(node, metadata)])]) {
    const at = object.type === 'object' ? tree.indexOf(object, 'name') : -1;
    const name = at < 0 ? null : tree.child(object, at);
    if (name?.type !== 'string' || isMasked(document, name)) continue;
    const text = safe(tree.scalarHead(name, cells));
    if (text !== '') return applyCut(text, cutEnd(text, Math.floor(cells / 3)), look.signs.cut);
  }
  return null;
}

/** A text with what is looked for in it marked. */
function marked(text: SafeText, needle: RegExp | null, role: Role): readonly Span[] {
  const spans = needle === null ? [] : foundIn(text, needle);
  if (spans.length === 0) return [span(text, role)];
  return markedSpans(text, { head: text.length, tail: 0, cut: false }, literal(''), spans, role);
}

/** A row of a value over several: what is looked for may go on on the next one. */
function markedPiece(
  piece: SafeText,
  { text, unitOf }: { readonly text: SafeText; unitOf(at: number): number },
  { piece: at }: TreeRow,
  needle: RegExp | null,
): readonly Span[] {
  if (needle === null) return [span(piece)];
  const start = unitOf(at);
  const from = Math.max(0, start - 200);
  // A part of a safe text is safe.
  const around = text.slice(from, start + piece.length + 200) as SafeText;
  const spans = foundIn(around, needle)
    .map(([a, b]) => [Math.max(0, a + from - start), Math.min(piece.length, b + from - start)] as const)
    .filter(([a, b]) => b > a);
  if (spans.length === 0) return [span(piece)];
  return markedSpans(piece, { head: piece.length, tail: 0, cut: false }, literal(''), spans, 'text');
}
