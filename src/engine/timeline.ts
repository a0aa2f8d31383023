/** The timeline of a view: bars over what is held, and beside them what was not read. */
import { askedSpan, barsOf, heldPart } from './bars.ts';
import type { TimelineSpec, TimelineView } from './engine.ts';
import type { Index } from './index-store.ts';
import type { Standing } from './standing.ts';

/** Of the past of the sources, what is not held, as a part of all there will be; null where there is more, nobody knows how much. */
export type Unheld = number | null;

/** Columns that say no more than that there is an unread past. */
const SOME_COLUMNS = 2;
/** The part of the columns that is left to the bars, however little was read. */
const LEAST_BARS = 1 / 4;

/** Null until all rows are counted. */
export function timelineOf(index: Index, standing: Standing, spec: TimelineSpec, unheld: Unheld): TimelineView | null {
  const { counts: timeline } = standing.times;
  const held = index.times();
  if (timeline === null || held === null || !standing.isTimed) return null;
  const asked = askedSpan(spec, held);
  const unread = spec.from === undefined ? unreadColumns(spec.columns, unheld) : 0;
  const bars = barsOf(
    asked,
    spec.columns - unread,
    timeline.unitFor(heldPart(held, timeline.span)),
    spec.from !== undefined,
  );
  const { counts, errors, severe, highlighted } = timeline.sums(bars);
  const { from, interval } = bars;
  const before = unheld === 0 ? 0 : barsBefore(held.from, from, interval, spec);
  return {
    from: from + before * interval,
    interval,
    counts: counts.slice(before),
    errors: errors.slice(before),
    severe: severe.slice(before),
    highlighted: highlighted.slice(before),
    unread: unread + before,
    held,
  };
}

/** Whether the counts are of units that have become far too large. */
export function isCoarse(index: Index, { times: { counts: timeline } }: Standing): boolean {
  const held = index.times();
  return timeline !== null && held !== null && timeline.isCoarse(heldPart(held, timeline.span));
}

function unreadColumns(columns: number, unheld: Unheld): number {
  if (unheld === null) return Math.min(SOME_COLUMNS, columns - 1);
  return Math.min(Math.round(columns * unheld), columns - Math.ceil(columns * LEAST_BARS));
}

/** Bars of an asked span that are over before the oldest event held. */
function barsBefore(oldest: number, from: number, interval: number, { from: asked, columns }: TimelineSpec): number {
  if (asked === undefined) return 0;
  return Math.max(0, Math.min(columns - 1, Math.floor((oldest - from) / interval)));
}
