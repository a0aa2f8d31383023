/** The values of the opened event's tree as text: on one row, cut and with its size; or whole, over several. */
import type { JsonNode, JsonTree } from '../audit/json-tree.ts';
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { join } from './cells.ts';
import type { DetailState } from './detail-state.ts';
import { type EventDocument, isMasked } from './document.ts';
import type { TreeRow } from './tree.ts';
import { keysOfPath } from './tree-path.ts';
import { brokenText, type Pieces } from './wrap.ts';

export interface ValueText {
  readonly text: SafeText;
  readonly masked: boolean;
  /** Whether there is more of it than was asked for. */
  readonly more: boolean;
}

/** So many scalars of a list stand on one row. */
export const SHORT = 20;

const MASKED = literal('••••••••');

type Place = Pick<TreeRow, 'node' | 'path'>;

/** The value of a leaf as text, its first `most` UTF-16 units or somewhat more; numbers with all their digits. */
export function valueText(
  document: EventDocument,
  detail: DetailState,
  tree: JsonTree,
  { node, path }: Place,
  most: number,
): ValueText {
  if (!isMasked(document, node)) return { ...leafText(tree, node, most), masked: false };
  const recorded = detail.revealed.has(path) ? document.recorded() : null;
  const raw = recorded?.at(keysOfPath(path)) ?? null;
  if (recorded !== null && raw !== null) return { ...leafText(recorded, raw, most), masked: false };
  return wholeMask(tree, node)
    ? { text: MASKED, masked: true, more: false }
    : { ...leafText(tree, node, most), masked: true };
}

/** The value of a leaf as it stands in the tree. */
export function leafText(
  tree: JsonTree,
  node: JsonNode,
  most: number,
): { readonly text: SafeText; readonly more: boolean } {
  if (node.type !== 'object' && node.type !== 'array') return scalarText(tree, node, most);
  if (!tree.isShortList(node, SHORT)) {
    // Nothing is in it, or it stands too deep to be a part of the tree.
    const end = Math.min(node.length, most);
    return { text: safe(tree.text.slice(node.offset, node.offset + end)), more: end < node.length };
  }
  const parts = Array.from({ length: tree.count(node) }, (_, at) => tree.child(node, at));
  const texts = parts.map((part) => scalarText(tree, part, most));
  const text = texts.map((each) => each.text).reduce((all, each) => join(all, literal(', '), each));
  return { text, more: texts.some(({ more }) => more) };
}

/** A string without its quotes, unless it would then read as something else. */
function scalarText(tree: JsonTree, node: JsonNode, most: number): { readonly text: SafeText; readonly more: boolean } {
  const value = Number.isFinite(most) ? tree.scalarHead(node, most) : tree.scalar(node);
  const more = Number.isFinite(most) && node.length > 6 * most && value.length < node.length - 2;
  if (node.type === 'string' && value.length < 40 && READS_OTHERWISE.test(value))
    return { text: safe(JSON.stringify(value)), more };
  return { text: safe(value), more };
}

const READS_OTHERWISE = /^(?:|true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

function wholeMask(tree: JsonTree, { offset, length }: JsonNode): boolean {
  return length === 10 && /^"(?:•{8}|\*{8})"$/.test(tree.text.slice(offset, offset + length));
}

/** What was wrapped last of each document, by its place and how it is shown. */
const wrapped = new WeakMap<EventDocument, Map<string, Pieces>>();

/** The value of a leaf whole, broken into rows of `cells`. */
export function wrappedValue(
  document: EventDocument,
  detail: DetailState,
  tree: JsonTree,
  row: Place,
  cells: number,
): Pieces {
  let known = wrapped.get(document);
  if (known === undefined) {
    known = new Map();
    wrapped.set(document, known);
  }
  const key = `${cells} ${detail.revealed.has(row.path)} ${row.path}`;
  let pieces = known.get(key);
  if (pieces === undefined) {
    pieces = brokenText(valueText(document, detail, tree, row, Number.POSITIVE_INFINITY).text, cells);
    // The text of one of megabytes is worth keeping, those of many are not.
    if (known.size >= 20) known.clear();
    known.set(key, pieces);
  }
  return pieces;
}
