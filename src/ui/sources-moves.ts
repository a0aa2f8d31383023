/** Moving on the sources screen, and filtering by the source that is chosen there. */
import type { SourceStatus } from '../engine/engine.ts';
import { toggleExclude, toggleInclude } from '../query/edit.ts';
import { withQuery } from './panes.ts';
import { type State, topScreen } from './state.ts';

/** The source under the cursor; null where none is known, and where the screen is not open. */
export function chosenSource(state: State): SourceStatus | null {
  const screen = topScreen(state);
  const sources = state.sources?.sources ?? [];
  return screen?.kind === 'sources' ? (sources[Math.min(screen.cursor, sources.length - 1)] ?? null) : null;
}

/** Where the cursor is after so many rows down. */
export function movedCursor(state: State, cursor: number, by: number): number {
  const last = Math.max(0, (state.sources?.sources.length ?? 0) - 1);
  return Math.max(0, Math.min(last, cursor + by));
}

/** Enter and `x`: the events of the chosen source alone, or all but these. A place has none of its own. */
export function filterBySource(state: State, exclude: boolean): State {
  const chosen = chosenSource(state);
  if (chosen === null || chosen.source < 0) return state;
  const others = { terms: state.query.terms.filter((term) => term.kind !== 'field' || term.field !== 'source') };
  const query = exclude
    ? toggleExclude(state.query, 'source', chosen.name)
    : toggleInclude(others, 'source', chosen.name);
  return { ...withQuery(state, query), screens: [], focus: 'list' };
}
