/** The stretch of time that a filter lets through, as one term of it: `time:[FROM TO TO]`, both ends included. */
import type { FieldTerm, Query, Term } from './query.ts';
import { formatTime } from './time-text.ts';
import { spanOfTime } from './time-value.ts';

/** µs, both ends included; null: open. */
export interface TimeRange {
  readonly from: number | null;
  readonly to: number | null;
}

/** The filter with that range, as its last term, in place of those it has; null takes these off. */
export function withTimeRange(query: Query, range: TimeRange | null): Query {
  const terms: Term[] = query.terms.filter((term) => spanOfTerm(term) === null);
  if (range !== null && (range.from !== null || range.to !== null)) terms.push(timeTerm(range));
  return { terms };
}

/** The filter with that range beside all it has. */
export function withinTimes(query: Query, range: TimeRange): Query {
  return range.from === null && range.to === null ? query : { terms: [...query.terms, timeTerm(range)] };
}

/** The stretch that all those terms of a filter leave; null where it has none. It is empty where `from` is after `to`. */
export function timeRangeOf({ terms }: Query): TimeRange | null {
  const spans = terms.flatMap((term) => spanOfTerm(term) ?? []);
  if (spans.length === 0) return null;
  const from = Math.max(...spans.map((span) => span.from));
  const to = Math.min(...spans.map((span) => span.to));
  return { from: Number.isFinite(from) ? from : null, to: Number.isFinite(to) ? to : null };
}

function timeTerm({ from, to }: TimeRange): FieldTerm {
  const end = (time: number | null): string => (time === null ? '*' : formatTime(time));
  const range = { kind: 'range', from: end(from), to: end(to), withFrom: true, withTo: true } as const;
  return { kind: 'field', field: 'time', values: [range], negate: false };
}

/** Null for what is no one stretch of time: other fields, times of day, alternatives. */
function spanOfTerm(term: Term): { readonly from: number; readonly to: number } | null {
  if (term.kind !== 'field' || term.field !== 'time' || term.negate) return null;
  const [value, ...others] = term.values;
  return value === undefined || others.length > 0 ? null : spanOfTime(value);
}
