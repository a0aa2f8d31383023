/**
 * Rows of one file as typed columns, up to 64 k of them. A segment grows at its end (live rows) or, filled
 * backwards, at its front (history). Rows of a segment stand in the order of the file: by offset, then by item.
 */

import { type PlainRows, ROW_COLUMNS, ROW_FLAG } from '../audit/plain-rows.ts';
import { type CodeArray, limitOf, mostOf, SEGMENT_ROWS, withRoom, ZEROS } from './code-array.ts';
import { Latencies, Offsets } from './row-numbers.ts';
import { MergeTimes, Ordinals } from './row-order.ts';
import { SegmentCounts } from './segment-counts.ts';
import { SegmentTimes } from './segment-times.ts';

/** Columns that hold dictionary codes. */
export const CODE_COLUMNS = [...ROW_COLUMNS, 'rule', 'drift'] as const;
export type CodeColumn = (typeof CODE_COLUMNS)[number];

/** Bits of the flags column. */
export const FLAG = {
  ...ROW_FLAG,
  /** What the policy saw of namespace and name is neither '' nor the row's: see `Segment.odd`. */
  odd: 16,
  /** A later stage of the same request is known. */
  superseded: 32,
  /** The time is that of the request's arrival: the legacy format has no other. */
  timeIsReceived: 64,
} as const;

/**
 * For reading: a column is another array when it had to be made wider. The source has one code for all rows of a
 * segment: its column is shared by the segments of that source.
 */
export type Codes = Record<CodeColumn | 'source', CodeArray>;

/** Columns and their bounds: rows `[start, end)` are filled. */
export class Segment {
  /** Unique, never reused: part of a row reference. */
  readonly id: number;
  readonly file: number;
  readonly backwards: boolean;
  /** Some of its events are not their own lines, byte for byte. */
  hasForms = false;
  /** The live ordinals of its rows; those of a backwards segment have none. */
  readonly ordinals = new Ordinals();
  /** When its rows come among those of other sources; null while there are none. */
  merge: MergeTimes | null = null;
  start: number;
  end: number;
  /** `put` writes to them. */
  readonly codes: Codes;
  /** stageTimestamp, µs; of the few rows without one (`timeless`) that of a neighbour. */
  time: Float64Array;
  readonly timeless = new Set<number>();
  /** 53-bit hash of the auditID. */
  audit: Float64Array;
  /** Bytes of the raw line. */
  length: CodeArray = ZEROS;
  flags: Uint8Array;
  /** The row's place among the items of its line; all 0 for nearly every log. */
  item: CodeArray = ZEROS;
  /** Namespace and name code as the policy saw them, for the rare rows flagged odd. */
  readonly odd = new Map<number, { readonly ns: number; readonly name: number }>();
  /** How often each code stands in a column. */
  readonly counts = new SegmentCounts(this);
  /** Between what times its rows lie. */
  readonly times: SegmentTimes;
  private readonly latencies: Latencies;
  private readonly offsets: Offsets;
  private capacity: number;

  /** `source`: the source's code, as often as a segment has rows. */
  constructor(id: number, file: number, backwards: boolean, source: CodeArray) {
    this.id = id;
    this.file = file;
    this.backwards = backwards;
    this.capacity = backwards ? SEGMENT_ROWS : 512;
    this.start = backwards ? SEGMENT_ROWS : 0;
    this.end = this.start;
    this.codes = codeColumns(source);
    this.time = new Float64Array(this.capacity);
    this.audit = new Float64Array(this.capacity);
    this.flags = new Uint8Array(this.capacity);
    this.latencies = new Latencies(this.capacity);
    this.offsets = new Offsets(this.capacity);
    this.times = new SegmentTimes(this);
  }

  /** Memory that its columns take. */
  get bytes(): number {
    let perRow = 8 + 8 + 1 + this.latencies.rowBytes + this.offsets.rowBytes + (this.merge === null ? 0 : 8);
    for (const column of CODE_COLUMNS) perRow += widthOf(this.codes[column]);
    return (perRow + widthOf(this.length) + widthOf(this.item)) * this.capacity + this.counts.bytes;
  }

  /** Rows that still fit. */
  get room(): number {
    return this.backwards ? this.start : SEGMENT_ROWS - this.end;
  }

  /** Makes room for one more row at the end and gives its index. */
  push(): number {
    if (this.end === this.capacity) this.grow(this.end + 1);
    return this.end++;
  }

  put(column: CodeColumn, row: number, code: number): void {
    this.widen(column, code);
    if (this.codes[column] !== ZEROS) this.codes[column][row] = code;
  }

  /** Writes what a row has besides codes and flags. `latency`: µs, NaN where unknown. */
  putPlace(row: number, latency: number, offset: number, length: number, item: number): void {
    this.latencies.put(row, latency);
    this.offsets.put(row, offset);
    this.length = this.wideEnough(this.length, length);
    if (this.length !== ZEROS) this.length[row] = length;
    this.item = this.wideEnough(this.item, item);
    if (this.item !== ZEROS) this.item[row] = item;
  }

  /** Takes rows `[from, to)` of a scan at the end, which begin at byte `offset` of the file and have room here. */
  takeRows(rows: PlainRows, from: number, to: number, offset: number): void {
    const at = this.end;
    const end = at + to - from;
    if (end > this.capacity) this.grow(end);
    for (const [k, column] of ROW_COLUMNS.entries())
      this.copyCodes(column, rows.codes[k]!, rows.most[k]!, from, to, at);
    this.time.set(rows.time.subarray(from, to), at);
    this.audit.set(rows.audit.subarray(from, to), at);
    this.flags.set(rows.flags.subarray(from, to), at);
    this.latencies.copy(rows.latency, from, to, at);
    this.offsets.copy(rows.start, from, to, at, offset);
    this.length = this.wideEnough(this.length, mostOf(rows.length, from, to));
    if (this.length !== ZEROS) this.length.set(rows.length.subarray(from, to), at);
    if (this.item !== ZEROS) this.item.fill(0, at, end);
    this.end = end;
  }

  /** Copies the rows `[from, to)` of a scratch segment before the rows that are here. */
  prepend(other: Segment, from: number, to: number): void {
    const at = this.start - (to - from);
    for (const column of CODE_COLUMNS) {
      const codes = other.codes[column];
      const isWider = limitOf(codes) > limitOf(this.codes[column]);
      this.copyCodes(column, codes, isWider ? mostOf(codes, from, to) : 0, from, to, at);
    }
    this.time.set(other.time.subarray(from, to), at);
    this.audit.set(other.audit.subarray(from, to), at);
    this.flags.set(other.flags.subarray(from, to), at);
    for (let row = from; row < to; row++) {
      this.putPlace(at + row - from, other.latencyOf(row), other.offsetOf(row), other.length[row]!, other.item[row]!);
    }
    for (const [row, odd] of other.odd) if (row >= from && row < to) this.odd.set(at + row - from, odd);
    for (const row of other.timeless) if (row >= from && row < to) this.timeless.add(at + row - from);
    this.hasForms ||= other.hasForms;
    this.merge?.prepend(this.time, at, this.start, this.end);
    this.start = at;
  }

  /** From now on its rows are merged with those of other sources. */
  beginMerge(): void {
    this.merge = new MergeTimes(this.capacity);
    this.merge.append(this.time, this.start, this.start, this.end);
  }

  /** The rows from `from` on, at the end, have their times: they take their places among those of other sources. */
  place(from: number): void {
    this.merge?.append(this.time, this.start, from, this.end);
  }

  /** Takes other columns of what a policy says of the rows, as long as the others. */
  setPolicyColumns(rule: CodeArray, drift: CodeArray): void {
    this.codes.rule = rule;
    this.codes.drift = drift;
    this.counts.forget('rule');
    this.counts.forget('drift');
  }

  /** Makes the columns of what a policy says of rows wide enough for rules up to code `most`, and not to be shared. */
  widenPolicyColumns(most: number): void {
    this.widen('rule', most);
    this.widen('drift', 1);
  }

  /** Empties a scratch segment. */
  clear(): void {
    this.end = this.start;
    this.item = ZEROS;
    this.hasForms = false;
    this.odd.clear();
    this.timeless.clear();
    this.offsets.clear();
  }

  /** The row of that line and item; -1 where it is not here. */
  find(offset: number, item: number): number {
    let low = this.start;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.isBefore(middle, offset, item)) low = middle + 1;
      else high = middle;
    }
    return low < this.end && this.offsetOf(low) === offset && this.item[low] === item ? low : -1;
  }

  /** Whether a row comes before that line and item, or where these would be. */
  isBefore(row: number, offset: number, item: number): boolean {
    const own = this.offsetOf(row);
    return own < offset || (own === offset && this.item[row]! < item);
  }

  /** Byte offset of the raw line. */
  offsetOf(row: number): number {
    return this.offsets.of(row);
  }

  /** µs from the request's arrival to this stage, NaN where unknown. */
  latencyOf(row: number): number {
    return this.latencies.of(row);
  }

  /** When the request arrived, µs; NaN where that is not known. */
  receivedOf(row: number): number {
    return (this.flags[row]! & FLAG.timeIsReceived) === 0 ? this.time[row]! - this.latencies.of(row) : this.time[row]!;
  }

  private copyCodes(column: CodeColumn, from: CodeArray, most: number, start: number, end: number, at: number): void {
    this.widen(column, most);
    const codes = this.codes[column];
    if (codes === ZEROS) return;
    if (from === ZEROS) codes.fill(0, at, at + end - start);
    else codes.set(from.subarray(start, end), at);
  }

  private widen(column: CodeColumn, most: number): void {
    this.codes[column] = this.wideEnough(this.codes[column], most);
  }

  private wideEnough(array: CodeArray, most: number): CodeArray {
    return most > limitOf(array) ? withRoom(array, this.capacity, most) : array;
  }

  private grow(rows: number): void {
    this.capacity = Math.min(SEGMENT_ROWS, Math.max(rows, this.capacity * 2));
    const { capacity } = this;
    const larger = <T extends Float64Array | Uint8Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    for (const column of CODE_COLUMNS) this.codes[column] = withRoom(this.codes[column], capacity);
    this.merge?.grow(capacity);
    this.time = larger(this.time, new Float64Array(capacity));
    this.audit = larger(this.audit, new Float64Array(capacity));
    this.flags = larger(this.flags, new Uint8Array(capacity));
    this.length = withRoom(this.length, capacity);
    this.item = withRoom(this.item, capacity);
    this.latencies.grow(capacity);
    this.offsets.grow(capacity);
  }
}

function codeColumns(source: CodeArray): Codes {
  const columns = Object.fromEntries(CODE_COLUMNS.map((column) => [column, ZEROS]));
  return { ...columns, source } as Codes; // one entry for every column
}

function widthOf(array: CodeArray): number {
  return array === ZEROS ? 0 : array.BYTES_PER_ELEMENT;
}
