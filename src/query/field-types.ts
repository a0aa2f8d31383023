/** What the values of each field are: how they compare, and what may be typed for them. */
import type { Field } from './query.ts';

/**
 * `text`: whole values with wildcards; `code`: text that compares as a whole number; `span`: µs (`500ms`); `size`: bytes
 * (`100kB`); `time`: µs since 1970 (`time-value.ts`); `yes-no`: true or false, of every event; `any`: what JSON holds.
 */
export type ValueType = 'text' | 'code' | 'span' | 'size' | 'time' | 'yes-no' | 'ip' | 'resource' | 'binding' | 'any';

const TYPES: Partial<Record<Field, ValueType>> = {
  time: 'time',
  code: 'code',
  latency: 'span',
  size: 'size',
  ip: 'ip',
  resource: 'resource',
  binding: 'binding',
  error: 'yes-no',
  human: 'yes-no',
  mutating: 'yes-no',
  requests: 'yes-no',
  truncated: 'yes-no',
  deprecated: 'yes-no',
};

export function typeOf(field: Field): ValueType {
  return TYPES[field] ?? 'text';
}

/** Whether values of a type have an order: `>`, `<`, ranges. */
export function isOrdered(type: ValueType): boolean {
  return ORDERED.has(type);
}

const ORDERED: ReadonlySet<ValueType> = new Set<ValueType>(['code', 'span', 'size', 'time', 'any']);

/** Of the fields those that only the event's own JSON tells: the viewer's index does not hold them. */
export const RAW_FIELDS: ReadonlySet<Field> = new Set<Field>(['uri', 'path', 'audit', 'deprecated', 'webhook', 'psa']);

/** A word on how values of a type are typed, for messages. */
export const EXAMPLES: Readonly<Record<Exclude<ValueType, 'text' | 'resource' | 'binding' | 'ip'>, string>> = {
  code: 'a number, as in code:>=400',
  span: 'a span of time, as in latency:>500ms',
  size: 'a size, as in size:>100kB',
  time: 'a time, as in time:>03:10 or time:[2026-11-24T03:10Z TO 2026-11-24T03:20Z]',
  'yes-no': 'true or false',
  any: 'a number, a size, a span or a time',
};
