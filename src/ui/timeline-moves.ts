/** What the keys do while the timeline has the focus. */
import { literal } from '../audit/safe.ts';
import type { TimelineView } from '../engine/engine.ts';
import { withTimeRange } from '../query/time-range.ts';
import type { Command } from './keys.ts';
import { withQuery } from './panes.ts';
import { window } from './place.ts';
import { layout, type State } from './state.ts';
import {
  barColumns,
  chosenBars,
  cursorBar,
  endOf,
  isBurst,
  isGap,
  type Span,
  spanOfBars,
  type TimelineState,
} from './timeline-state.ts';

/** Bars that one zooms in to last hold so much, µs. */
const LEAST_INTERVAL = 10;

/** `t`: to the timeline, or back to the list. */
export function toggleTimeline(state: State): State {
  if (state.focus === 'timeline') return leave(state);
  if (layout({ ...state, focus: 'timeline' }).timeline === 0) {
    return said(state, 'The timeline needs a screen of 60x20 at least.');
  }
  return window({ ...state, focus: 'timeline', zoom: false });
}

/** Null for a command that means nothing in the timeline. */
export function timelineCommand(state: State, command: Command): State | null {
  const { timeline } = state;
  const { view } = timeline;
  if (command === 'back') return back(state);
  if (command === 'timeline') return leave(state);
  if (!COMMANDS.has(command)) return null;
  if (view === null) return said(state, 'Nothing is counted yet.');
  switch (command) {
    case 'earlier':
      return moved(state, view, -1);
    case 'later':
      return moved(state, view, 1);
    case 'extend-earlier':
      return moved(begun(state, view), view, -1);
    case 'extend-later':
      return moved(begun(state, view), view, 1);
    case 'first':
      return toBar(state, view, 0);
    case 'last':
      return toBar(state, view, view.counts.length - 1);
    case 'range':
      return timeline.mark === null ? begun(state, view) : withTimeline(state, { mark: null });
    case 'zoom-in':
      return zoomIn(state, view);
    case 'zoom-out':
      return zoomOut(state, view);
    case 'next-burst':
    case 'prev-burst':
      return toBurst(state, view, command === 'next-burst' ? 1 : -1);
    case 'next-gap':
    case 'prev-gap':
      return toGap(state, view, command === 'next-gap' ? 1 : -1);
    case 'open':
      return narrowed(state, view);
    default:
      return null;
  }
}

const COMMANDS: ReadonlySet<Command> = new Set<Command>([
  'earlier', 'later', 'extend-earlier', 'extend-later', 'first', 'last', 'range', 'zoom-in', 'zoom-out', 'next-burst', 'prev-burst', 'next-gap', 'prev-gap', 'open',
]); // biome-ignore format: a list

function withTimeline(state: State, change: Partial<TimelineState>): State {
  return { ...state, timeline: { ...state.timeline, ...change } };
}

function said(state: State, text: string): State {
  return { ...state, message: { tone: 'notice', text: literal(text) } };
}

function leave(state: State): State {
  return window({ ...withTimeline(state, { mark: null }), focus: 'list' });
}

/** Esc: one step back, from the innermost. */
function back(state: State): State {
  const { mark, zoom } = state.timeline;
  if (mark !== null) return withTimeline(state, { mark: null });
  return zoom !== null ? withTimeline(state, { zoom: null }) : leave(state);
}

/** A range begins at the bar under the cursor, where none has. */
function begun(state: State, view: TimelineView): State {
  if (state.timeline.mark !== null) return state;
  return withTimeline(state, { mark: middleOf(view, cursorBar(view, state.timeline.cursor)) });
}

function middleOf({ from, interval }: TimelineView, bar: number): number {
  return from + bar * interval + Math.floor(interval / 2);
}

/** At the right end of all there is, the cursor goes with what comes. */
function toBar(state: State, view: TimelineView, bar: number): State {
  const isEnd = bar === view.counts.length - 1 && state.timeline.zoom === null;
  return withTimeline(state, { cursor: isEnd ? null : middleOf(view, bar) });
}

function moved(state: State, view: TimelineView, by: 1 | -1): State {
  const bar = cursorBar(view, state.timeline.cursor) + by;
  if (bar >= 0 && bar < view.counts.length) return toBar(state, view, bar);
  const { zoom } = state.timeline;
  if (zoom === null) return state;
  // Zoomed in, what is shown moves on by half of itself.
  const { held } = view;
  if (by < 0 ? zoom.from <= held.from : zoom.to >= held.to) return state;
  const half = Math.ceil((zoom.to - zoom.from) / 2) * by;
  return withTimeline(state, {
    zoom: { from: zoom.from + half, to: zoom.to + half },
    cursor: middleOf(view, bar - by) + by * view.interval,
  });
}

/** To the range that is chosen, else to half of what is shown, round the cursor. */
function zoomIn(state: State, view: TimelineView): State {
  const { mark } = state.timeline;
  const chosen = spanOfBars(view, chosenBars(view, state.timeline));
  const middle = Math.floor((chosen.from + chosen.to) / 2);
  const shown = view.interval * view.counts.length;
  const length = mark === null ? shown / 2 : chosen.to - chosen.from + 1;
  if (length < LEAST_INTERVAL * barColumns(state.size.columns)) return said(state, 'This is as near as it goes.');
  const from = mark !== null ? chosen.from : Math.max(view.from, Math.min(middle - length / 2, endOf(view) - length));
  const zoom = { from: Math.floor(from), to: Math.floor(from + length) - 1 };
  return withTimeline(state, { zoom, mark: null, cursor: middle });
}

/** To twice of what is shown, up to all there is. */
function zoomOut(state: State, view: TimelineView): State {
  const { zoom } = state.timeline;
  if (zoom === null) return said(state, 'This is all there is under the filter.');
  const length = zoom.to - zoom.from + 1;
  const { held } = view;
  const isAll = 2 * length >= held.to - held.from;
  // At an end of what is held it grows towards the other one.
  const from = Math.max(held.from, Math.min(zoom.from - Math.floor(length / 2), held.to - 2 * length));
  const wider: Span = { from, to: from + 2 * length - 1 };
  const cursor = middleOf(view, cursorBar(view, state.timeline.cursor));
  return withTimeline(state, { zoom: isAll ? null : wider, cursor });
}

/** To the highest bar of the next burst that the cursor is not in. */
function toBurst(state: State, view: TimelineView, dir: 1 | -1): State {
  const count = view.counts.length;
  let bar = cursorBar(view, state.timeline.cursor);
  while (isBurst(view, bar)) bar += dir;
  while (bar >= 0 && bar < count && !isBurst(view, bar)) bar += dir;
  if (bar < 0 || bar >= count) return said(state, `No burst ${dir > 0 ? 'after' : 'before'} this.`);
  let highest = bar;
  for (; isBurst(view, bar); bar += dir) if ((view.counts[bar] ?? 0) > (view.counts[highest] ?? 0)) highest = bar;
  return toBar(state, view, highest);
}

/** To the first bar of the next stretch of nothing that the cursor is not in. */
function toGap(state: State, view: TimelineView, dir: 1 | -1): State {
  const count = view.counts.length;
  let bar = cursorBar(view, state.timeline.cursor);
  while (isGap(view, bar)) bar += dir;
  while (bar >= 0 && bar < count && !isGap(view, bar)) bar += dir;
  if (bar < 0 || bar >= count) return said(state, `No gap ${dir > 0 ? 'after' : 'before'} this.`);
  while (isGap(view, bar - 1)) bar--;
  return toBar(state, view, bar);
}

/** The range that is chosen becomes a term of the filter; without one Enter is a jump, which is the controller's. */
function narrowed(state: State, view: TimelineView): State {
  if (state.timeline.mark === null) return state;
  const { from, to } = spanOfBars(view, chosenBars(view, state.timeline));
  const left = withTimeline(leave(state), { cursor: null, mark: null, zoom: null });
  return withQuery(left, withTimeRange(state.query, { from, to }));
}
