/** Moving in the opened event, folding its tree, showing values whole, filtering by what it holds. */
import type { JsonTree } from '../audit/json-tree.ts';
import { literal } from '../audit/safe.ts';
import { width } from './cells.ts';
import { detailPlace } from './detail-pane.ts';
import type { DetailState } from './detail-state.ts';
import { type EventDocument, isMasked } from './document.ts';
import { endInside, openInside, stepInside } from './inside.ts';
import type { Command } from './keys.ts';
import type { State } from './state.ts';
import { rowsOf, stepsOf } from './steps.ts';
import { type TreeRow, type TreeRows, treeRows, valueCells } from './tree.ts';
import { keysOfPath } from './tree-path.ts';
import { valueText } from './tree-values.ts';
import { filterByRow } from './value-filter.ts';

/** What a command does in the detail; null where it does there what it does everywhere. */
export function detailCommand(state: State, command: Command): State | null {
  const { detail } = state;
  if (detail === null || detail.content.kind !== 'event') return stepsOf(command) === null ? null : state;
  const { document } = detail.content;
  const { tree } = document;
  const { cells, treeHeight } = detailPlace(state);
  switch (command) {
    case 'search-inside':
      return openInside(state);
    case 'next-match':
      return stepInside(state, 1);
    case 'prev-match':
      return stepInside(state, -1);
    case 'back':
      // What is looked for goes first.
      return detail.inside === null ? null : endInside(state);
  }
  if (tree === null) return textStep(state, detail, command, treeHeight);
  const rows = treeRows(document, tree, detail, cells);
  const steps = stepsOf(command);
  if (steps !== null) return moveTo(state, detail, detail.cursor + rowsOf(steps, treeHeight), rows.count, treeHeight);
  const row = rows.at(Math.min(detail.cursor, rows.count - 1));
  if (row === undefined) return null;
  const opened: Opened = { document, tree, detail, cells };
  switch (command) {
    case 'fold':
      return fold(state, detail, row);
    case 'go-in':
      return row.kind === 'closed'
        ? fold(state, detail, row)
        : moveTo(state, detail, detail.cursor + (row.kind === 'open' ? 1 : 0), rows.count, treeHeight);
    case 'go-out':
      return row.kind === 'open' ? fold(state, detail, row) : toParent(state, detail, row, rows, treeHeight);
    case 'open':
      return row.kind === 'leaf' ? wholeValue(state, opened, row) : fold(state, detail, row);
    case 'reveal':
      return reveal(state, detail, document, row);
    case 'filter-value':
    case 'exclude-value':
      return filterByRow(state, { document, tree }, row, command === 'exclude-value');
    default:
      return null;
  }
}

interface Opened {
  readonly document: EventDocument;
  readonly tree: JsonTree;
  readonly detail: DetailState;
  readonly cells: number;
}

/** The row under the cursor, and the tree it is of; null where no tree is open. */
export function rowUnderCursor(state: State): (Pick<Opened, 'document' | 'tree'> & { readonly row: TreeRow }) | null {
  const { detail } = state;
  if (detail?.content.kind !== 'event') return null;
  const { document } = detail.content;
  if (document.tree === null) return null;
  const rows = treeRows(document, document.tree, detail, detailPlace(state).cells);
  const row = rows.at(Math.min(detail.cursor, rows.count - 1));
  return row === undefined ? null : { row, document, tree: document.tree };
}

function moveTo(state: State, detail: DetailState, wanted: number, rows: number, height: number): State {
  const cursor = Math.max(0, Math.min(rows - 1, wanted));
  const top = Math.max(0, Math.min(Math.max(detail.top, cursor - height + 1), cursor));
  return { ...state, detail: { ...detail, cursor, top } };
}

/** A text that is no tree scrolls by rows. */
function textStep(state: State, detail: DetailState, command: Command, height: number): State | null {
  const steps = stepsOf(command);
  if (steps === null) return null;
  return { ...state, detail: { ...detail, top: Math.max(0, detail.top + rowsOf(steps, height)) } };
}

function fold(state: State, detail: DetailState, row: TreeRow): State {
  if (row.kind === 'leaf') return state;
  const folds = new Map(detail.folds).set(row.path, row.kind === 'closed');
  return { ...state, detail: { ...detail, folds } };
}

/** ←: what a row is in; it stands above it. */
function toParent(state: State, detail: DetailState, row: TreeRow, rows: TreeRows, height: number): State {
  const keys = keysOfPath(row.path);
  const parent = rows.indexOf(keys.slice(0, -1).join('\u0000'));
  return keys.length === 1 || parent < 0 ? state : moveTo(state, detail, parent, rows.count, height);
}

/** Enter: a value that is cut is shown whole over several rows, and again on one. */
function wholeValue(state: State, { document, tree, detail, cells }: Opened, row: TreeRow): State {
  const wrapped = new Set(detail.wrapped);
  const first = detail.cursor - row.piece;
  if (wrapped.delete(row.path))
    return { ...state, detail: { ...detail, wrapped, cursor: first, top: Math.min(detail.top, first) } };
  const room = valueCells(row, cells);
  const { text, more } = valueText(document, detail, tree, row, 2 * room);
  if (!more && width(text) <= room) return state;
  wrapped.add(row.path);
  return { ...state, detail: { ...detail, wrapped } };
}

/** R: the value under the cursor, on this screen only; copies and files stay masked. */
function reveal(state: State, detail: DetailState, document: EventDocument, row: TreeRow): State {
  if (row.kind !== 'leaf' || !isMasked(document, row.node)) {
    return { ...state, message: { tone: 'notice', text: literal('This value is not masked.') } };
  }
  const revealed = new Set(detail.revealed);
  if (!revealed.delete(row.path)) revealed.add(row.path);
  return { ...state, detail: { ...detail, revealed } };
}
