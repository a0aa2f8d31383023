/** Searching inside the opened event: what is typed, the matches that come, and stepping through them. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import { width } from './cells.ts';
import { detailPlace } from './detail-pane.ts';
import { type DetailState, type Inside, newInside } from './detail-state.ts';
import { SIZE_CELLS } from './detail-tree.ts';
import { editOf } from './edit.ts';
import type { State } from './state.ts';
import { treeRows, valueCells } from './tree.ts';
import { keysOfPath } from './tree-path.ts';
import type { Match } from './tree-search.ts';
import { valueText, wrappedValue } from './tree-values.ts';

export function openInside(state: State): State {
  const { detail } = state;
  if (detail?.content.kind !== 'event') return state;
  if (detail.content.document.tree === null) {
    const text = literal('This event is nested too deeply to be searched inside.');
    return { ...state, message: { tone: 'notice', text } };
  }
  return { ...state, prompt: { kind: 'inside', edit: editOf(''), before: detail } };
}

/** What is looked for now; the tree is what it was before `/`, but for the way to the match. */
export function typedInside(state: State, before: DetailState, typed: string): State {
  if (state.detail?.id !== before.id) return state;
  const inside = typed.trim() === '' ? null : newInside(typed, placeOf(state, before));
  return { ...state, detail: { ...before, inside } };
}

/** Where in the event's text the row under the cursor stands. */
function placeOf(state: State, detail: DetailState): number {
  if (detail.content.kind !== 'event') return 0;
  const { document } = detail.content;
  if (document.tree === null) return 0;
  const rows = treeRows(document, document.tree, detail, detailPlace(state).cells);
  const offset = rows.at(Math.min(detail.cursor, rows.count - 1))?.node.offset ?? 0;
  // From the very first value on the keys above it count too.
  return detail.cursor === 0 ? 0 : offset;
}

export interface Found {
  readonly search: Inside['search'];
  readonly matches: readonly Match[];
  readonly done: boolean;
  readonly share: number;
}

/** More matches have come: the first from where one stood is gone to; where there is none, the first of all. */
export function foundInside(state: State, found: Found): State {
  const { detail } = state;
  const inside = detail?.inside ?? null;
  if (detail === null || inside === null || inside.search !== found.search) return state;
  const next: Inside = {
    ...inside,
    matches: [...inside.matches, ...found.matches],
    done: found.done,
    share: found.share,
  };
  const after = { ...state, detail: { ...detail, inside: next } };
  const { from } = inside;
  if (inside.at >= 0 || from === null) return after;
  const below = next.matches.findIndex(({ offset }) => offset >= from);
  const at = below < 0 && next.done ? 0 : below;
  return next.matches[at] === undefined ? after : goTo(after, at);
}

/** `n` and `N`: the next match, the previous one; round the end. */
export function stepInside(state: State, dir: 1 | -1): State {
  const inside = state.detail?.inside ?? null;
  if (inside === null) return state;
  const { matches, at, done } = inside;
  if (matches.length === 0) {
    const text = done ? safe(`Nothing in this event holds ${inside.typed}.`) : literal('Nothing found so far.');
    return { ...state, message: { tone: 'notice', text } };
  }
  const next = at < 0 ? (dir === 1 ? 0 : matches.length - 1) : at + dir;
  if (next >= matches.length && !done) {
    return { ...state, message: { tone: 'notice', text: literal('No further match so far: the search goes on.') } };
  }
  return goTo(state, (next + matches.length) % matches.length);
}

/** Ends the search; the tree stays as it is. */
export function endInside(state: State): State {
  return state.detail === null ? state : { ...state, detail: { ...state.detail, inside: null } };
}

/** To a match: what is folded on the way is opened, and a value that is cut before it is shown whole. */
function goTo(state: State, at: number): State {
  const { detail } = state;
  const match = detail?.inside?.matches[at];
  if (detail?.content.kind !== 'event' || detail.inside === null || match === undefined) return state;
  const { document } = detail.content;
  const { tree } = document;
  if (tree === null) return state;
  const { cells, treeHeight } = detailPlace(state);
  let next: DetailState = { ...detail, inside: { ...detail.inside, at } };
  if (treeRows(document, tree, next, cells).indexOf(match.path) < 0) {
    const folds = new Map(next.folds);
    const keys = keysOfPath(match.path);
    for (let depth = 1; depth < keys.length; depth++) folds.set(keys.slice(0, depth).join('\u0000'), true);
    next = { ...next, folds };
  }
  const first = treeRows(document, tree, next, cells);
  const row = first.at(first.indexOf(match.path));
  if (row === undefined) return state;
  let piece = 0;
  if (match.part === 'value') {
    const room = valueCells(row, cells);
    const shown = valueText(document, next, tree, row, room);
    const end = match.unit + detail.inside.typed.length;
    // A part of a safe text is safe.
    const before = width(shown.text.slice(0, end) as SafeText);
    const isCut = shown.more || width(shown.text) > room;
    const isSeen = end <= shown.text.length && before <= room - SIZE_CELLS;
    if (isCut && !isSeen && !next.wrapped.has(match.path))
      next = { ...next, wrapped: new Set(next.wrapped).add(match.path) };
    if (next.wrapped.has(match.path)) piece = wrappedValue(document, next, tree, row, room).rowOf(match.unit);
  }
  const rows = treeRows(document, tree, next, cells);
  const cursor = rows.indexOf(match.path) + piece;
  const isInSight = cursor >= next.top && cursor < next.top + treeHeight;
  const top = isInSight
    ? next.top
    : Math.max(0, Math.min(cursor - Math.floor(treeHeight / 3), rows.count - treeHeight));
  return { ...state, detail: { ...next, cursor, top } };
}
