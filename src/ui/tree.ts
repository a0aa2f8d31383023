/**
 * The opened event as rows: a tree that is folded, wrapped and revealed by hand. A row is made when it is looked at:
 * a list of a hundred thousand items that stands open costs what is seen of it.
 */
import type { JsonNode, JsonTree } from '../audit/json-tree.ts';
import { safe } from '../audit/safe.ts';
import { width } from './cells.ts';
import type { DetailState } from './detail-state.ts';
import type { EventDocument } from './document.ts';
import { keysOfPath, pathOf } from './tree-path.ts';
import { SHORT, wrappedValue } from './tree-values.ts';

export interface TreeRow {
  /** Keys from the root, joined by U+0000: names the node through folding. */
  readonly path: string;
  readonly depth: number;
  readonly key: string;
  readonly node: JsonNode;
  readonly kind: 'leaf' | 'open' | 'closed';
  /** Cells of the key column, the gap included. */
  readonly align: number;
  /** A piece of a value that is shown whole over several rows; the first piece is 0. */
  readonly piece: number;
}

/** What has more parts than this stands closed at first, and so do all of its parts. */
const MANY = 100;
/** What stands deeper is shown as text: nobody can tell such depths apart. */
export const MOST_DEPTH = 64;
/** The names of the parts whose own parts stand open at first. */
const OPENED: ReadonlySet<string> = new Set(['metadata', 'data', 'stringData']);
const INDENT = 2;

function isOpenAtFirst(tree: JsonTree, path: string, depth: number, node: JsonNode): boolean {
  if (depth > 1 || tree.count(node) > MANY) return false;
  if (depth === 0) return true;
  const [first, second] = keysOfPath(path);
  return OPENED.has(second ?? first ?? '') && first !== 'user';
}

function isScalar({ type }: JsonNode): boolean {
  return type !== 'object' && type !== 'array';
}

/** Told on one line: a scalar, an empty object or list, a short list of scalars; and what stands too deep. */
export function isLeaf(tree: JsonTree, node: JsonNode, depth: number): boolean {
  if (isScalar(node) || depth >= MOST_DEPTH) return true;
  return tree.after(node) === node.number + 1 || tree.isShortList(node, SHORT);
}

/** Rows that follow each other: parts of one node, or the pieces of one value that is shown whole. */
interface Run {
  readonly start: number;
  readonly count: number;
  readonly parent: JsonNode;
  readonly path: string;
  readonly depth: number;
  readonly align: number;
  readonly from: number;
  readonly pieces: boolean;
}

export interface TreeRows {
  readonly count: number;
  at(index: number): TreeRow | undefined;
  /** The rows from one on, `count` of them at most. */
  slice(from: number, count: number): readonly TreeRow[];
  /** The row of a path, its first piece; -1 where it is folded away or is not there. */
  indexOf(path: string): number;
}

interface Memo {
  readonly document: EventDocument;
  readonly folds: DetailState['folds'];
  readonly wrapped: DetailState['wrapped'];
  readonly revealed: DetailState['revealed'];
  readonly cells: number;
  readonly rows: TreeRows;
}
let memo: Memo | null = null;

/** The rows of a tree as wide as `cells`; the last answer is kept, since most keys do not change it. */
export function treeRows(document: EventDocument, tree: JsonTree, detail: DetailState, cells: number): TreeRows {
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
  const rows = new Builder(document, tree, detail, cells).rows();
  memo = { document, folds, wrapped, revealed, cells, rows };
  return rows;
}

class Builder {
  private readonly document: EventDocument;
  private readonly tree: JsonTree;
  private readonly detail: DetailState;
  private readonly cells: number;
  private readonly runs: Run[] = [];
  private count = 0;

  constructor(document: EventDocument, tree: JsonTree, detail: DetailState, cells: number) {
    this.document = document;
    this.tree = tree;
    this.detail = detail;
    this.cells = cells;
  }

  rows(): TreeRows {
    this.add(this.tree.root, '', 0);
    const { count, runs } = this;
    const at = (index: number): TreeRow | undefined => {
      const run = runAt(runs, index);
      return run === undefined ? undefined : this.row(run, index - run.start);
    };
    return {
      count,
      at,
      slice: (from, most) =>
        Array.from({ length: Math.max(0, Math.min(most, count - from)) }, (_, more) => at(from + more)).filter(
          (row) => row !== undefined,
        ),
      indexOf: (path) => {
        const cut = path.lastIndexOf('\u0000');
        const [parent, key] = [path.slice(0, Math.max(0, cut)), path.slice(cut + 1)];
        const own = runs.filter((run) => run.path === parent && cut >= 0 === run.depth > 0);
        const place = own[0] === undefined ? -1 : this.tree.indexOf(own[0].parent, key);
        const run = own.find(({ from, pieces, count: rows }) => place >= from && place < from + (pieces ? 1 : rows));
        return run === undefined ? -1 : run.start + (run.pieces ? 0 : place - run.from);
      },
    };
  }

  /** The parts of a node that stands open. Not deeper than MOST_DEPTH. */
  private add(parent: JsonNode, path: string, depth: number): void {
    const count = this.tree.count(parent);
    const run = { parent, path, depth, align: this.alignment(parent, depth) };
    let from = 0;
    const close = (to: number): void => {
      if (to > from) this.push({ ...run, from, count: to - from, pieces: false });
      from = to;
    };
    for (const at of this.unlike(parent, path, depth, count)) {
      const node = this.tree.child(parent, at);
      const own = pathOf(path, depth, this.tree.key(parent, at));
      if (isLeaf(this.tree, node, depth)) {
        close(at);
        const row = this.row({ ...run, start: 0, from: at, count: 1, pieces: false }, 0);
        const { lines } = wrappedValue(this.document, this.detail, this.tree, row, valueCells(row, this.cells));
        this.push({ ...run, from: at, count: lines, pieces: true });
        from = at + 1;
      } else {
        close(at + 1);
        this.add(node, own, depth + 1);
      }
    }
    close(count);
  }

  private push(run: Omit<Run, 'start'>): void {
    this.runs.push({ ...run, start: this.count });
    this.count += run.count;
  }

  /** The parts that are no row by themselves alone, in order: those that stand open, and values shown whole. */
  private unlike(parent: JsonNode, path: string, depth: number, count: number): readonly number[] {
    const { folds, wrapped } = this.detail;
    const isUnlike = (at: number): boolean => {
      const node = this.tree.child(parent, at);
      const own = pathOf(path, depth, this.tree.key(parent, at));
      return isLeaf(this.tree, node, depth) ? wrapped.has(own) : this.isOpen(own, depth, node);
    };
    if (count <= MANY) return Array.from({ length: count }, (_, at) => at).filter(isUnlike);
    // Of many only what was opened by hand is looked at.
    const prefix = depth === 0 ? '' : `${path}\u0000`;
    const found = new Set<number>();
    for (const own of [...folds.keys(), ...wrapped]) {
      if (!own.startsWith(prefix) || own.includes('\u0000', prefix.length)) continue;
      const at = this.tree.indexOf(parent, own.slice(prefix.length));
      if (at >= 0 && isUnlike(at)) found.add(at);
    }
    return [...found].sort((a, b) => a - b);
  }

  private isOpen(path: string, depth: number, node: JsonNode): boolean {
    return this.detail.folds.get(path) ?? isOpenAtFirst(this.tree, path, depth, node);
  }

  private row(run: Run, more: number): TreeRow {
    const { parent, depth, align, pieces } = run;
    const at = run.from + (pieces ? 0 : more);
    const node = this.tree.child(parent, at);
    const key = this.tree.key(parent, at);
    const path = pathOf(run.path, depth, key);
    const open = !isLeaf(this.tree, node, depth) && this.isOpen(path, depth, node);
    const kind = isLeaf(this.tree, node, depth) ? 'leaf' : open ? 'open' : 'closed';
    return { path, depth, key, node, kind, align, piece: pieces ? more : 0 };
  }

  /** Keys up to ten cells share a column; longer ones stand out by themselves. Of many the first are asked. */
  private alignment(parent: JsonNode, depth: number): number {
    const { tree } = this;
    const count = tree.count(parent);
    let most = parent.type === 'array' ? Math.min(10, String(count - 1).length) : 0;
    for (let at = 0; parent.type === 'object' && at < Math.min(count, MANY); at++) {
      if (!isLeaf(tree, tree.child(parent, at), depth)) continue;
      const cells = width(safe(tree.key(parent, at)));
      if (cells <= 10 && cells > most) most = cells;
    }
    return most + 2;
  }
}

function runAt(runs: readonly Run[], index: number): Run | undefined {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle]?.start ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  const run = runs[low - 1];
  return run !== undefined && index < run.start + run.count ? run : undefined;
}

/** The cells before the fold sign; what stands deep is not pushed out of sight. */
export function indentOf({ depth }: TreeRow, cells: number): number {
  return Math.min(depth * INDENT, Math.floor(cells / 2));
}

/** How many cells the value of a row has: beside the edge, the indent, the fold sign and the key. */
export function valueCells(row: TreeRow, cells: number): number {
  return Math.max(8, cells - 1 - indentOf(row, cells) - 2 - Math.max(row.align, width(safe(row.key)) + 2));
}
