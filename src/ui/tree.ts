/** The opened event as rows: a tree that is folded, wrapped and revealed by hand. Closed parts cost nothing. */
import type { Node } from 'jsonc-parser';
import { literal, type SafeText, safe } from '../audit/safe.ts';
import type { Field } from '../query/query.ts';
import { join, width } from './cells.ts';
import type { DetailState } from './detail-state.ts';
import { type EventDocument, treeOf } from './document.ts';
import { breakText } from './wrap.ts';

export interface TreeRow {
  /** Keys from the root, joined by U+0000: names the node through folding. */
  readonly path: string;
  readonly depth: number;
  readonly key: string;
  readonly node: Node;
  readonly kind: 'leaf' | 'open' | 'closed';
  /** Cells of the key column, the gap included. */
  readonly align: number;
  /** A piece of a value that is shown whole over several rows; the first piece is 0. */
  readonly piece: number;
}

const MANY = 100;
/** The names of the parts whose own parts stand open at first. */
const OPENED: ReadonlySet<string> = new Set(['metadata', 'data', 'stringData']);

function isOpenAtFirst(path: string, node: Node): boolean {
  const keys = path.split('\u0000');
  if ((node.children?.length ?? 0) > MANY) return false;
  if (keys.length === 1) return true;
  return keys.length === 2 && OPENED.has(keys[1] ?? '') && keys[0] !== 'user';
}

export interface Child {
  readonly key: string;
  readonly node: Node;
}

/** The named parts of an object, or the numbered ones of an array. */
export function childrenOf(node: Node): readonly Child[] {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map((child, at) => ({ key: String(at), node: child }));
  return children.flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined ? [] : [{ key: String(key.value), node: value }];
  });
}

function isScalar(node: Node): boolean {
  return node.type !== 'object' && node.type !== 'array';
}

/** Told on one line: a scalar, an empty object or list, a short list of scalars. */
function isLeaf(node: Node): boolean {
  const children = node.children ?? [];
  if (isScalar(node) || children.length === 0) return true;
  return node.type === 'array' && children.length <= 20 && children.every(isScalar);
}

interface Memo {
  readonly document: EventDocument;
  readonly folds: DetailState['folds'];
  readonly wrapped: DetailState['wrapped'];
  readonly revealed: DetailState['revealed'];
  readonly cells: number;
  readonly rows: readonly TreeRow[];
}
let memo: Memo | null = null;

/** The rows of a document as wide as `cells`; the last answer is kept, since most keys do not change it. */
export function treeRows(document: EventDocument, detail: DetailState, cells: number): readonly TreeRow[] {
  const { folds, wrapped, revealed } = detail;
  if (
    memo !== null &&
    memo.document === document &&
    memo.folds === folds &&
    memo.wrapped === wrapped &&
    memo.revealed === revealed &&
    memo.cells === cells
  ) {
    return memo.rows;
  }
  const rows: TreeRow[] = [];
  if (document.root !== null) addRows(rows, document, detail, document.root, '', 0, cells);
  memo = { document, folds, wrapped, revealed, cells, rows };
  return rows;
}

function addRows(
  rows: TreeRow[],
  document: EventDocument,
  detail: DetailState,
  parent: Node,
  path: string,
  depth: number,
  cells: number,
): void {
  const children = childrenOf(parent);
  const align = alignment(children);
  for (const { key, node } of children) {
    const own = path === '' ? key : `${path}\u0000${key}`;
    const open = detail.folds.get(own) ?? isOpenAtFirst(own, node);
    const kind = isLeaf(node) ? 'leaf' : open ? 'open' : 'closed';
    const row = { path: own, depth, key, node, kind, align, piece: 0 } as const;
    rows.push(row);
    if (kind === 'open') addRows(rows, document, detail, node, own, depth + 1, cells);
    if (kind !== 'leaf' || !detail.wrapped.has(own)) continue;
    const pieces = breakText(valueText(document, detail, row).text, valueCells(row, cells)).length;
    for (let piece = 1; piece < pieces; piece++) rows.push({ ...row, piece });
  }
}

/** Keys up to ten cells share a column; longer ones stand out by themselves. */
function alignment(children: readonly Child[]): number {
  let most = 0;
  for (const { key, node } of children) {
    if (!isLeaf(node)) continue;
    const cells = width(safe(key));
    if (cells <= 10 && cells > most) most = cells;
  }
  return most + 2;
}

export const INDENT = 2;

/** How many cells the value of a row has: beside the edge, the indent, the fold sign and the key. */
export function valueCells(row: TreeRow, cells: number): number {
  return Math.max(8, cells - 1 - row.depth * INDENT - 2 - Math.max(row.align, width(safe(row.key)) + 2));
}

export interface ValueText {
  readonly text: SafeText;
  readonly masked: boolean;
}

const MASKED = literal('••••••••');

/** The value of a leaf as text; numbers with all their digits. */
export function valueText(
  document: EventDocument,
  detail: DetailState,
  row: Pick<TreeRow, 'node' | 'path'>,
): ValueText {
  if (isMasked(document, row.node)) {
    const raw = detail.revealed.has(row.path) ? rawNode(document, row.path) : null;
    if (raw === null)
      return { text: wholeMask(document, row.node) ? MASKED : scalarText(document.text, row.node), masked: true };
    return {
      text: raw.node.type === 'string' ? scalarText(raw.text, raw.node) : safe(sliceOf(raw.text, raw.node)),
      masked: false,
    };
  }
  return { text: leafText(document.text, row.node), masked: false };
}

function leafText(text: string, node: Node): SafeText {
  if (isScalar(node)) return scalarText(text, node);
  const children = node.children ?? [];
  if (children.length === 0) return literal(node.type === 'array' ? '[]' : '{}');
  return children.map((child) => scalarText(text, child)).reduce((all, each) => join(all, literal(', '), each));
}

/** A string without its quotes, unless it would then read as something else. */
function scalarText(text: string, node: Node): SafeText {
  if (node.type !== 'string') return safe(sliceOf(text, node));
  const value = String(node.value);
  return /^(?:|true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(value)
    ? safe(JSON.stringify(value))
    : safe(value);
}

function sliceOf(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}

/** Is a part of this value masked? */
export function isMasked({ masked }: EventDocument, { offset, length }: Node): boolean {
  return masked.some(([start, end]) => start < offset + length && end > offset);
}

function wholeMask({ text }: EventDocument, node: Node): boolean {
  return /^"(?:•{8}|\*{8})"$/.test(sliceOf(text, node));
}

/** The same node of the unmasked text. */
function rawNode({ raw }: EventDocument, path: string): { readonly text: string; readonly node: Node } | null {
  let node = treeOf(raw.text);
  for (const key of path.split('\u0000')) {
    if (node === null) return null;
    node = childrenOf(node).find((child) => child.key === key)?.node ?? null;
  }
  return node === null ? null : { text: raw.text, node };
}

/** How many scalars there are in a folded part. */
export function countValues(node: Node): number {
  let count = 0;
  const stack: Node[] = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.type === 'property') stack.push(...(next.children ?? []).slice(1));
    else if (isScalar(next)) count++;
    else for (const child of next.children ?? []) stack.push(child);
  }
  return count;
}

const FIELD_OF: Readonly<Record<string, Field>> = {
  level: 'level',
  stage: 'stage',
  verb: 'verb',
  auditID: 'audit',
  userAgent: 'agent',
  sourceIPs: 'ip',
  'user.username': 'user',
  'user.groups': 'group',
  'impersonatedUser.username': 'as',
  'objectRef.resource': 'resource',
  'objectRef.namespace': 'ns',
  'objectRef.name': 'name',
  'objectRef.apiGroup': 'apigroup',
  'responseStatus.code': 'code',
  'responseStatus.reason': 'status',
  'annotations.authorization.k8s.io/decision': 'decision',
  'annotations.authorization.k8s.io/reason': 'reason',
};

/** The filter that a row's value stands for; null where its path is no field. Of a list the last item counts. */
export function filterOf(row: TreeRow): { readonly field: Field; readonly value: string } | null {
  const path = row.path.replaceAll('\u0000', '.');
  const field = Object.hasOwn(FIELD_OF, path) ? FIELD_OF[path] : undefined;
  if (field === undefined) return null;
  const node = row.node.type === 'array' ? row.node.children?.at(-1) : row.node;
  return node === undefined || !isScalar(node) ? null : { field, value: String(node.value) };
}
