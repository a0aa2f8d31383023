/** Where rows have their lines, stretches of these that are read at once, and the events in them. */
import { eventsOfLine } from '../audit/forms.ts';
import { createScanner } from '../audit/scan.ts';
import type { RawText } from '../query/raw.ts';
import type { Segment } from './segment.ts';

/** Bytes between two rows that are rather read than read over. */
const GAP_BYTES = 256 * 1024;

/** Byte offset of a row's line, or of what it was made of. */
export function startOf(segment: Segment, row: number): number {
  return segment.offsetOf(row);
}

export function endOf(segment: Segment, row: number): number {
  return segment.offsetOf(row) + segment.length[row]!;
}

/** The first row at or after `from` whose line begins at or after a byte; `to` where there is none before. */
export function rowAt(segment: Segment, offset: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startOf(segment, middle) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows `[from, to)` of a segment, whose lines are in bytes `[offset, offset + length)` of their file. */
export interface Run {
  readonly from: number;
  readonly to: number;
  /** Those that were asked for. */
  readonly rows: Int32Array;
  readonly offset: number;
  readonly length: number;
}

/** Runs that cover these rows (ascending), of at most `capacity` bytes each, but for a line that is longer. */
export function runsOf(segment: Segment, rows: Int32Array, capacity: number): Run[] {
  const runs: Run[] = [];
  let first = 0; // where in `rows` the run begins, and the bytes it has
  let from = 0;
  let to = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < rows.length; at++) {
    const start = startOf(segment, rows[at]!);
    const end = endOf(segment, rows[at]!);
    if (start - to > GAP_BYTES || end - from > capacity) {
      if (at > 0) runs.push(runOf(rows.subarray(first, at), from, to));
      first = at;
      from = start;
      to = end;
    } else if (end > to) to = end;
  }
  if (rows.length > 0) runs.push(runOf(rows.subarray(first), from, to));
  return runs;
}

/** The run of one row alone. */
export function runOfRow(segment: Segment, row: number): Run {
  return runOf(Int32Array.of(row), startOf(segment, row), endOf(segment, row));
}

/** `rows`: at least one. */
function runOf(rows: Int32Array, offset: number, end: number): Run {
  return { from: rows[0]!, to: rows.at(-1)! + 1, rows, offset, length: end - offset };
}

/** Reads the own JSON of rows; of what holds many the events are found once, if they are asked for one after the other. */
export class OwnTexts {
  private readonly scanner = createScanner();
  private key = '';
  private events: readonly string[] = [];

  /** From the bytes of a run; null where they hold no such event. */
  of(segment: Segment, row: number, run: Run, bytes: Buffer): RawText | null {
    const from = startOf(segment, row) - run.offset;
    const to = from + segment.length[row]!;
    const isLine = !segment.hasForms || this.isEvent(bytes.subarray(from, to));
    if (isLine) return { bytes, from, to: to > from && bytes[to - 1] === 13 ? to - 1 : to };
    const key = `${segment.id}:${run.offset + from}`;
    if (key !== this.key) {
      const events = eventsOfLine(bytes.toString('utf8', from, to));
      this.events = 'bad' in events ? [] : events;
      this.key = key;
    }
    const text = this.events[segment.item[row]!];
    if (text === undefined) return null;
    const own = Buffer.from(text);
    return { bytes: own, from: 0, to: own.length };
  }

  private isEvent(line: Buffer): boolean {
    if (line.includes(10)) return false;
    return this.scanner.scan(Buffer.concat([line, Buffer.of(10)]), 0, line.length) === 'event';
  }
}
