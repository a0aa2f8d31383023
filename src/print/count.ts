/** `auditty count`: how many matching events there are of each value, or of each combination of values. */
import stringWidth from 'string-width';
import { safe, safeJson } from '../audit/safe.ts';
import { type Context, valuesOf } from '../query/fields.ts';
import type { Field } from '../query/query.ts';
import { passInTurn } from './in-turn.ts';
import { contextOf, type PrintJob } from './print.ts';
import { csvLine, padded } from './rows.ts';
import type { StreamedEvent, Tally } from './stream.ts';

export interface CountJob extends Pick<PrintJob, 'collection' | 'signal' | 'gate' | 'policy' | 'onState'> {
  readonly by: readonly Field[];
  readonly names: readonly string[];
  readonly top: number | null;
  readonly output: 'table' | 'jsonl' | 'csv' | 'json';
}

/** A combination of values, in the order of `by`, and its events. */
export interface CountedTuple {
  readonly values: readonly string[];
  readonly events: number;
}

/** Counts, most first, ties in code unit order of the values. */
export async function countEvents(job: CountJob, tally: Tally): Promise<CountedTuple[]> {
  const counts = new Map<string, { readonly values: readonly string[]; events: number }>();
  const count = (event: StreamedEvent, context: Context): void => {
    const lists = job.by.map((field) => {
      const values = valuesOf(field, event.fields, context, event.raw);
      if (values.length > 1) return [...new Set(values)];
      return values.length === 0 ? [''] : values;
    });
    for (const values of combinations(lists)) {
      const key = values.length === 1 ? (values[0] ?? '') : JSON.stringify(values);
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { values, events: 1 });
      else known.events++;
    }
  };
  await passInTurn(job.collection, tally, {
    follow: false,
    signal: job.signal,
    onState: job.onState,
    take: (event) => {
      const context = contextOf(job, event);
      job.gate.pass(event, context, (passed) => count(passed, context));
    },
    async pause() {
      await job.gate.settle();
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
  return [...counts.values()]
    .sort((a, b) => b.events - a.events || compare(a.values, b.values))
    .slice(0, job.top ?? undefined);
}

/** Every way to take one value of each list. */
function combinations(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  // Nearly every event has one value of each field.
  if (lists.every((list) => list.length === 1)) return [lists.map((list) => list[0] ?? '')];
  return lists.reduce<string[][]>(
    (tuples, list) => tuples.flatMap((tuple) => list.map((value) => [...tuple, value])),
    [[]],
  );
}

/** Value by value in code unit order, which is what `<` compares. */
function compare(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  if (at < 0) return 0;
  return (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}

/** The counts in the form asked for. */
export function formatCounts(job: CountJob, tuples: readonly CountedTuple[]): string {
  const objects = tuples.map((tuple) =>
    Object.fromEntries([
      ...job.names.map((name, i) => [name, tuple.values[i] ?? ''] as const),
      ['events', tuple.events] as const,
    ]),
  );
  switch (job.output) {
    case 'json':
      return tuples.length === 0 ? '[]\n' : `[\n${objects.map((object) => safeJson(object)).join(',\n')}\n]\n`;
    case 'jsonl':
      return objects.map((object) => `${safeJson(object)}\n`).join('');
    case 'csv':
      return [
        csvLine([...job.names, 'events']),
        ...tuples.map((tuple) => csvLine([...tuple.values, String(tuple.events)])),
      ].join('');
    default:
      return table(job, tuples);
  }
}

function table(job: CountJob, tuples: readonly CountedTuple[]): string {
  const rows = [
    [...job.names, 'events'],
    ...tuples.map((tuple) => [
      ...tuple.values.map((value) => (value === '' ? '-' : safe(value))),
      String(tuple.events),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  const last = widths.length - 1;
  return rows
    .map(
      (row) =>
        `${row.map((cell, column) => (column === last ? cell.padStart(widths[column] ?? 0) : padded(cell, widths[column] ?? 0))).join('  ')}\n`,
    )
    .join('');
}
