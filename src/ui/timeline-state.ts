/** The timeline as the snapshot holds it, and what is asked of the engine for it. */
import type { TimelineSpec, TimelineView } from '../engine/engine.ts';
import { timeRangeOf } from '../query/time-range.ts';
import type { State } from './state.ts';

/** µs, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface TimelineState {
  /** The last bars that came; null before the first. */
  readonly view: TimelineView | null;
  /** A moment in the bar under the cursor, µs; null: in the last bar, whichever that is. */
  readonly cursor: number | null;
  /** A moment in the bar at which a range was begun; null where none was. */
  readonly mark: number | null;
  /** What is shown where one has zoomed in; null for all there is. */
  readonly zoom: Span | null;
}

export const NEW_TIMELINE: TimelineState = { view: null, cursor: null, mark: null, zoom: null };

/** Left of the bars stands what the largest one holds, right of them how long each is. */
export const LEFT_CELLS = 10;
export const RIGHT_CELLS = 11;

/** Columns that bars have on a screen so wide. */
export function barColumns(columns: number): number {
  return Math.max(8, columns - LEFT_CELLS - RIGHT_CELLS);
}

/** The bars that the screen needs: over what one has zoomed to, else over what the filter lets through. */
export function timelineSpec(state: Pick<State, 'size' | 'query' | 'highlight' | 'timeline'>): TimelineSpec {
  const range = timeRangeOf(state.query);
  const from = state.timeline.zoom?.from ?? range?.from ?? null;
  const to = state.timeline.zoom?.to ?? range?.to ?? null;
  return {
    columns: barColumns(state.size.columns),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    highlight: [...state.highlight].sort((a, b) => a - b),
  };
}

/** The end of the last bar, µs, which is no part of it. */
export function endOf({ from, interval, counts }: TimelineView): number {
  return from + interval * counts.length;
}

/** The bar that holds a moment, or the one nearest to it. */
export function barAt(view: TimelineView, micros: number): number {
  return Math.max(0, Math.min(view.counts.length - 1, Math.floor((micros - view.from) / view.interval)));
}

/** The bar under the cursor. */
export function cursorBar(view: TimelineView, cursor: number | null): number {
  return cursor === null ? view.counts.length - 1 : barAt(view, cursor);
}

/** The first and last bar of the range that is being chosen; the bar under the cursor alone where none is. */
export function chosenBars(view: TimelineView, { cursor, mark }: TimelineState): { first: number; last: number } {
  const at = cursorBar(view, cursor);
  const other = mark === null ? at : barAt(view, mark);
  return { first: Math.min(at, other), last: Math.max(at, other) };
}

/** The time that these bars take. */
export function spanOfBars({ from, interval }: TimelineView, { first, last }: { first: number; last: number }): Span {
  return { from: from + first * interval, to: from + (last + 1) * interval - 1 };
}

/** Bars in which there is far more than in most: each holds more than twice what they hold on average. */
export function isBurst({ counts }: TimelineView, bar: number): boolean {
  const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
  return (counts[bar] ?? 0) > 2 * mean;
}

/** Bars of nothing between others of something. */
export function isGap({ counts }: TimelineView, bar: number): boolean {
  if (counts[bar] !== 0) return false;
  return counts.slice(0, bar).some((count) => count > 0) && counts.slice(bar + 1).some((count) => count > 0);
}
