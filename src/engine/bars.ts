/**
 * Into which bars a span of time is cut. Bars begin at whole multiples of their interval, whatever the span, so that
 * they stay where they are while live events lengthen it.
 */
import type { TimelineSpec } from './engine.ts';
import type { TimeSpan } from './segment-times.ts';

/** Counts are kept for units of time, the least of which there are no more than so many in the span. */
const MOST_UNITS = 28_000;
/** Beside a span that was asked for, of its length and in µs: bars need not begin where it does. */
const MARGIN = 1 / 8;
const LEAST_MARGIN = 1000;

/** µs: 1, 2, 10, 20, 100, 200 ...: each a multiple of those before it. */
export function nextUnit(unit: number): number {
  return String(unit).startsWith('1') ? unit * 2 : unit * 5;
}

/** How many units a span touches. */
export function unitsIn({ from, to }: TimeSpan, unit: number): number {
  return Math.floor(to / unit) - Math.floor(from / unit) + 1;
}

/** The least unit, from `least` on, with which a span is counted. */
export function unitFor(span: TimeSpan, least = 1): number {
  let unit = least;
  while (unitsIn(span, unit) > MOST_UNITS) unit = nextUnit(unit);
  return unit;
}

/** The part of the time that a spec asks for. */
export function askedSpan({ from, to }: Pick<TimelineSpec, 'from' | 'to'>, held: TimeSpan): TimeSpan {
  return { from: from ?? Math.min(held.from, to ?? held.from), to: to ?? Math.max(held.to, from ?? held.to) };
}

/** What has to be counted for it: all, where an end is open. */
export function countedSpan({ from, to }: Pick<TimelineSpec, 'from' | 'to'>): TimeSpan {
  if (from === undefined || to === undefined) return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const margin = Math.ceil((to - from) * MARGIN) + LEAST_MARGIN;
  return { from: from - margin, to: to + margin };
}

/** What of a counted span is held; the nearest moment of it where nothing is. */
export function heldPart(counted: TimeSpan, held: TimeSpan): TimeSpan {
  const from = Math.min(Math.max(held.from, counted.from), held.to);
  return { from, to: Math.max(from, Math.min(held.to, counted.to)) };
}

export interface Bars {
  /** µs at which the first begins. */
  readonly from: number;
  /** µs from the start of one to that of the next, a whole multiple of the unit. */
  readonly interval: number;
  readonly count: number;
}

/**
 * Exactly `count` bars over a span, each as many units wide as it takes. Where they reach beyond the span they do so at
 * its beginning, but where that was asked for: the newest events then stand at the right end.
 */
export function barsOf(span: TimeSpan, count: number, unit: number, fixedFrom: boolean): Bars {
  let interval = Math.max(1, Math.ceil((span.to - span.from + 1) / count / unit)) * unit;
  while (unitsIn(span, interval) > count) interval += unit;
  const first = fixedFrom ? Math.floor(span.from / interval) : Math.floor(span.to / interval) - count + 1;
  return { from: first * interval, interval, count };
}
