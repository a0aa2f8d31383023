/**
 * Moving in the list. A place is an event and its row on the screen; the rows at hand answer a move at once, and
 * what they cannot answer is owed until more have come, so that a held key neither skips nor freezes.
 */
import type { EventId, Row } from '../engine/engine.ts';
import { type ListState, layout, type State } from './state.ts';

/** Rows of events on the screen: fewer while the best matches of a search stand above them. */
export function listHeight(state: State): number {
  const { listRows } = layout(state);
  const { prompt } = state;
  const searching = prompt?.kind === 'search' && prompt.edit.text.trim() !== '';
  const reserved = searching
    ? Math.min(state.best.length, bestRows(state)) + 2
    : newerLine(state) && prompt?.kind !== 'search'
      ? 1
      : 0;
  return Math.max(1, listRows - reserved);
}

/** How many best matches a search has room for. */
export function bestRows(state: State): number {
  return Math.max(1, Math.min(9, Math.floor((layout(state).listRows - 2) / 3)));
}

/** The list's last line tells of newer events, while it does not follow. */
export function newerLine(state: State): boolean {
  return state.list.upTo !== null && (state.view?.newer ?? 0) > 0;
}

/** The cursor's index in the rows at hand, -1 where there are none. */
export function cursorIndex(state: State): number {
  const rows = state.view?.rows ?? [];
  if (rows.length === 0) return -1;
  const { cursor } = state.list;
  if (cursor === 'end') return rows.length - 1;
  if (cursor === 'start') return 0;
  const found = rows.findIndex(({ id }) => id === cursor);
  return found >= 0 ? found : Math.max(0, state.view?.anchorIndex ?? 0);
}

/** The row under the cursor. */
export function cursorRow(state: State): Row | null {
  return state.view?.rows[cursorIndex(state)] ?? null;
}

/** The first row of the screen, as an index into the rows at hand. */
export function topIndex(state: State): number {
  const rows = state.view?.rows.length ?? 0;
  const height = listHeight(state);
  const wanted = cursorIndex(state) - Math.min(state.list.offset, height - 1);
  return Math.max(0, Math.min(wanted, rows - height));
}

/** The cursor's 1-based place among the passing events, null while it is not known. */
export function position(state: State): number | null {
  if (state.total === null || state.view === null || state.view.rows.length === 0) return null;
  return state.total.position + cursorIndex(state) - state.view.anchorIndex;
}

/** Does the list follow the newest events? */
export function isFollowing(state: State): boolean {
  return state.list.cursor === 'end' && state.list.upTo === null;
}

/** By so many rows. `page`: the picture moves and the cursor's row on the screen stays. */
export function move(state: State, steps: number, page = false): State {
  const rows = state.view?.rows ?? [];
  const from = cursorIndex(state);
  if (from < 0) return state;
  const wanted = from + state.list.owed + steps;
  const to = Math.max(0, Math.min(rows.length - 1, wanted));
  const row = rows[to];
  if (row === undefined) return state;
  const missing = wanted - to;
  const more = missing < 0 ? state.view?.more.before : missing > 0 ? state.view?.more.after : false;
  // The end itself is no move: pressing j at the last row goes on following.
  if (to === from && !more) return state.list.owed === 0 ? state : withList(state, { owed: 0 });
  const screenRow = from - topIndex(state);
  const offset = page ? screenRow : Math.max(0, Math.min(listHeight(state) - 1, screenRow + to - from));
  const moved = withList(freeze(state), { cursor: row.id, offset, owed: more ? missing : 0 });
  return rewindow(withList(moved, { offset: cursorIndex(moved) - topIndex(moved) }));
}

/** Leaving the end stops following: from here on only what was seen is shown. */
export function freeze(state: State): State {
  if (state.list.upTo !== null || state.view === null) return state;
  return withList(state, { upTo: state.view.watermark });
}

/** To the first row there is, or to the last that is shown. */
export function toEdge(state: State, edge: 'start' | 'end'): State {
  const offset = edge === 'start' ? 0 : listHeight(state) - 1;
  const frozen = edge === 'start' ? freeze(state) : state;
  return window(withList(frozen, { cursor: edge, offset, owed: 0 }));
}

/** Follows the newest events again; ends a pause as well. */
export function follow(state: State): State {
  return toEdge(withList(state, { upTo: null, pausedAt: null }), 'end');
}

/** To an event that a search found: into sight, and to the middle where it was out of it. */
export function jump(state: State, id: EventId): State {
  const frozen = freeze(state);
  const rows = frozen.view?.rows ?? [];
  const at = rows.findIndex((row) => row.id === id);
  const screenRow = at < 0 ? -1 : at - topIndex(frozen);
  const height = listHeight(frozen);
  const inSight = screenRow >= 0 && screenRow < height;
  const moved = withList(frozen, { cursor: id, offset: inSight ? screenRow : Math.floor(height / 2), owed: 0 });
  return at >= 0 ? rewindow(moved) : window(moved);
}

/** A window round the cursor, with a page and more to move in on either side. */
export function window(state: State): State {
  const { cursor, offset } = state.list;
  const { listRows } = layout(state);
  const margin = listRows + 20;
  const before = cursor === 'start' ? 0 : (cursor === 'end' ? listRows : offset) + margin;
  const after = cursor === 'end' ? 0 : listRows + margin - (cursor === 'start' ? 0 : offset);
  return withList(state, { window: { anchor: cursor, before, after } });
}

/** Asks for another window where the screen has come near an edge of this one. */
export function rewindow(state: State): State {
  const { view } = state;
  if (view === null) return state;
  const top = topIndex(state);
  const height = listHeight(state);
  const near = Math.ceil(height / 2);
  const short = (view.more.before && top < near) || (view.more.after && view.rows.length - (top + height) < near);
  return short ? window(state) : state;
}

export function withList(state: State, change: Partial<ListState>): State {
  return { ...state, list: { ...state.list, ...change } };
}

/** Rows have come: the cursor keeps its event, or takes the one that stands for it; owed steps are made. */
export function settle(state: State): State {
  const { list, view } = state;
  if (view === null || view.rows.length === 0) return state;
  let next = state;
  const known = list.cursor === 'end' || view.rows.some(({ id }) => id === list.cursor);
  if (!known) {
    const row = view.rows[list.cursor === 'start' ? 0 : view.anchorIndex];
    // `g` names the first row there is now: older ones that are read later come above it.
    if (row !== undefined) next = window(withList(next, { cursor: row.id }));
  }
  // Not at the end, and nothing frozen yet: a resumed pause shows what came, and stays there.
  if (next.list.cursor !== 'end') next = freeze(next);
  if (next.list.owed === 0) return rewindow(next);
  const { owed } = next.list;
  return rewindow(move(withList(next, { owed: 0 }), owed));
}
