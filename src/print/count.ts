/** `auditty count`: how many matching events there are of each value, or of each combination of values. */
import stringWidth from 'string-width';
import { csvLine } from '../audit/csv.ts';
import { literal, type SafeText, safe, safeJson } from '../audit/safe.ts';
import { type ColumnField, columnValues } from '../query/columns.ts';
import type { Context } from '../query/fields.ts';
import { passInTurn } from './in-turn.ts';
import { contextOf, type PrintJob } from './print.ts';
import type { StreamedEvent, Tally } from './stream.ts';
import type { Paint } from './tone.ts';

export interface CountJob extends Pick<PrintJob, 'collection' | 'signal' | 'gate' | 'policy' | 'onState'> {
  readonly by: readonly ColumnField[];
  readonly names: readonly string[];
  readonly top: number | null;
  readonly output: 'table' | 'jsonl' | 'csv' | 'json';
  /** Of the table. */
  readonly paint: Paint;
  readonly ascii: boolean;
  /** How many combinations are held at most: the memory is bounded. */
  readonly most: number;
}

/** There are more combinations of values than may be held. */
export class TooManyValues extends Error {}

/** A combination of values, in the order of `by`, and its events. */
export interface CountedTuple {
  readonly values: readonly string[];
  readonly events: number;
}

export interface Counts {
  /** The combinations, most first, ties in code unit order of the values; the first `top` of them. */
  readonly tuples: readonly CountedTuple[];
  /** All events counted: each once, however many values it has. */
  readonly events: number;
}

/** Counts matching events by their values. */
export async function countEvents(job: CountJob, tally: Tally): Promise<Counts> {
  let events = 0;
  const counts = new Map<string, { readonly values: readonly string[]; events: number }>();
  const count = (event: StreamedEvent, context: Context): void => {
    events++;
    const lists = job.by.map((field) => {
      const values = columnValues(field, event.fields, context, event.raw);
      if (values.length > 1) return [...new Set(values)];
      return values.length === 0 ? [''] : values;
    });
    for (const values of combinations(lists)) {
      const key = values.length === 1 ? (values[0] ?? '') : JSON.stringify(values);
      const known = counts.get(key);
      if (known === undefined) {
        if (counts.size >= job.most) throw new TooManyValues();
        counts.set(key, { values, events: 1 });
      } else known.events++;
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
  const tuples = [...counts.values()]
    .sort((a, b) => b.events - a.events || compare(a.values, b.values))
    .slice(0, job.top ?? undefined);
  return { tuples, events };
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
export function formatCounts(job: CountJob, counts: Counts): string {
  const { tuples } = counts;
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
      return table(job, counts);
  }
}

/** Cells of the longest bar. */
const BAR = 20;

/** A row a combination: its values, its events and their share, and a bar in proportion to the largest. */
function table({ names, paint, ascii }: CountJob, { tuples, events }: Counts): string {
  if (tuples.length === 0) return '';
  const numbers = ['events', 'share'] as const;
  const rows = tuples.map((tuple) => [
    ...tuple.values.map((value) => (value === '' ? literal('-') : safe(value))),
    literal(String(tuple.events).replace(/\B(?=(\d{3})+$)/g, ',')),
    literal(`${((100 * tuple.events) / events).toFixed(1)}%`),
  ]);
  const titles = [...names, ...numbers].map((name) => safe(name));
  const widths = titles.map((title, at) => Math.max(...[title, ...rows.map((row) => row[at] ?? '')].map(cellsOf)));
  const line = (row: readonly SafeText[], tone: 'strong' | null): string =>
    row
      .map((cell, at) => {
        const shown = tone === null ? cell : paint(cell, tone);
        const blank = ' '.repeat(Math.max(0, (widths[at] ?? 0) - stringWidth(cell)));
        return at >= names.length ? blank + shown : shown + blank;
      })
      .join('  ');
  const most = tuples[0]?.events ?? 0;
  const body = rows.map((row, at) => {
    const drawn = paint(bar(tuples[at]?.events ?? 0, most, ascii), 'bar');
    return `${line(row, null)}  ${drawn}\n`;
  });
  return `${line(titles, 'strong').trimEnd()}\n${body.join('')}`;
}

const cellsOf = (text: string): number => stringWidth(text);

/** A share of `most` in half cells; anything at all is at least a half. */
function bar(count: number, most: number, ascii: boolean): SafeText {
  const halves = Math.max(1, Math.round((2 * BAR * count) / most));
  const [full, half] = ascii ? ['=', '-'] : ['━', '╸'];
  return literal(full.repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? half : ''));
}
