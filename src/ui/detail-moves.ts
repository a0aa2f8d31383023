/** Moving in the opened event, folding its tree, showing values whole, filtering by what it holds. */
import { literal, safe } from '../audit/safe.ts';
import { toggleExclude, toggleInclude } from '../query/edit.ts';
import { width } from './cells.ts';
import { detailPlace } from './detail-pane.ts';
import type { DetailState } from './detail-state.ts';
import type { EventDocument } from './document.ts';
import type { Command } from './keys.ts';
import { withQuery } from './panes.ts';
import type { State } from './state.ts';
import { rowsOf, stepsOf } from './steps.ts';
import { filterOf, isMasked, type TreeRow, treeRows, valueCells, valueText } from './tree.ts';

/** What a command does in the detail; null where it does there what it does everywhere. */
export function detailCommand(state: State, command: Command): State | null {
  const { detail } = state;
  if (detail === null || detail.content.kind !== 'event') return stepsOf(command) === null ? null : state;
  const { document } = detail.content;
  const { cells, treeHeight } = detailPlace(state);
  if (document.root === null) return textStep(state, detail, command, treeHeight);
  const rows = treeRows(document, detail, cells);
  const steps = stepsOf(command);
  if (steps !== null) return moveTo(state, detail, detail.cursor + rowsOf(steps, treeHeight), rows.length, treeHeight);
  const row = rows[Math.min(detail.cursor, rows.length - 1)];
  if (row === undefined) return null;
  switch (command) {
    case 'fold':
      return fold(state, detail, row);
    case 'open':
      return row.kind === 'leaf' ? wholeValue(state, detail, document, row, cells) : fold(state, detail, row);
    case 'reveal':
      return reveal(state, detail, document, row);
    case 'filter-value':
    case 'exclude-value':
      return filterBy(state, row, command === 'exclude-value');
    default:
      return null;
  }
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

/** Enter: a value that is cut is shown whole over several rows, and again on one. */
function wholeValue(state: State, detail: DetailState, document: EventDocument, row: TreeRow, cells: number): State {
  const wrapped = new Set(detail.wrapped);
  const first = detail.cursor - row.piece;
  if (wrapped.delete(row.path))
    return { ...state, detail: { ...detail, wrapped, cursor: first, top: Math.min(detail.top, first) } };
  if (width(valueText(document, detail, row).text) <= valueCells(row, cells)) return state;
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

function filterBy(state: State, row: TreeRow, exclude: boolean): State {
  const found = filterOf(row);
  if (found === null) {
    const text = safe(
      `${row.key} is no field of the filter yet: level, stage, verb, user, objectRef, code and the like are.`,
    );
    return { ...state, message: { tone: 'notice', text } };
  }
  const toggle = exclude ? toggleExclude : toggleInclude;
  const next = withQuery(state, toggle(state.query, found.field, found.value));
  return { ...next, screens: next.screens.slice(0, -1), focus: 'list' };
}
