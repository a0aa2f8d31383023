/** The fields of the query language, and some more, as columns of what is written out. */
import Fuse from 'fuse.js';
import type { EventFields } from '../audit/event.ts';
import { formatMicros } from '../audit/time.ts';
import { type Context, fieldNamed, valuesOf } from './fields.ts';
import { FIELDS, type Field } from './query.ts';
import type { RawText } from './raw.ts';

/** The minute and the hour in which an event falls, UTC: for counts over time. They are no fields of a filter. */
export const SPANS = ['minute', 'hour'] as const;
export type ColumnField = Field | (typeof SPANS)[number];

/** Every column there is, in the order in which help lists them. */
export const COLUMN_FIELDS: readonly ColumnField[] = [...FIELDS, ...SPANS];

/** What CSV has of an event where nothing else is asked for. */
export const CSV_FIELDS: readonly Field[] = [
  'time', 'stage', 'level', 'verb', 'user', 'as', 'ns', 'resource', 'name', 'code', 'status', 'ip', 'agent',
  'decision', 'reason', 'uri', 'audit',
]; // biome-ignore format: a list

/** The column of that name, or of one of its other names; null where there is none. */
export function columnNamed(name: string): ColumnField | null {
  const lower = name.toLowerCase();
  return SPANS.find((span) => span === lower) ?? fieldNamed(lower);
}

/** Why there is no column of that name. */
export function noColumn(name: string): string {
  const near = new Fuse(COLUMN_FIELDS, { threshold: 0.5 }).search(name, { limit: 1 })[0]?.item ?? null;
  return `there is no field ${JSON.stringify(name)}${near === null ? '' : `. Did you mean ${near}?`}`;
}

/** The values of a column: none where the event lacks it, several for `group`, `ip` and the like. `raw`: the event's own JSON. */
export function columnValues(
  field: ColumnField,
  event: EventFields,
  context: Context,
  raw?: RawText,
): readonly string[] {
  if (field !== 'minute' && field !== 'hour') return valuesOf(field, event, context, raw);
  const time = Number.isNaN(event.time) ? '' : formatMicros(event.time);
  if (time === '') return [];
  // `2026-11-23T21:31`, `2026-11-23T21`, then what makes it RFC 3339.
  return [field === 'minute' ? `${time.slice(0, 16)}:00Z` : `${time.slice(0, 13)}:00:00Z`];
}

/** One cell of it: of the addresses the last, which is the client's own proxy or itself; groups with commas between. */
export function columnText(field: ColumnField, event: EventFields, context: Context, raw?: RawText): string {
  const values = columnValues(field, event, context, raw);
  if (field === 'ip') return values.at(-1) ?? '';
  if (field === 'latency') return values[0] === undefined ? '' : latencyText(Number(values[0]));
  return values.join(',');
}

/** As the query language takes it: `310us`, `8.304ms`, `1.6s`. */
function latencyText(micros: number): string {
  const size = Math.abs(micros);
  if (size < 1000) return `${micros}us`;
  return size < 1e6 ? `${micros / 1000}ms` : `${micros / 1e6}s`;
}
