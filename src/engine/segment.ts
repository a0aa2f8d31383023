/**
 * Rows of one file as typed columns, up to 64 k of them. A segment grows at its end (live rows) or, filled
 * backwards, at its front (history). Rows of a segment stand in the order of the file: by offset, then by item.
 */

import { MergeTimes, Ordinals } from './row-order.ts';

/** Rows a segment holds at most. */
export const SEGMENT_ROWS = 65_536;

/** Columns that hold dictionary codes. */
export const CODE_COLUMNS = [
  'stage', 'level', 'verb', 'user', 'as', 'groups', 'ns', 'resource', 'name', 'path', 'code', 'status', 'ips', 'agent',
  'decision', 'reason', 'rule', 'drift',
] as const; // biome-ignore format: a table
export type CodeColumn = (typeof CODE_COLUMNS)[number];

/** Bits of the flags column. */
export const FLAG = {
  /** objectRef is present. */
  resource: 1,
  /** Somebody authenticated. */
  user: 2,
  /** The namespace, the name came from the body: the policy saw none (audit semantics, section 2). */
  nsFromBody: 4,
  nameFromBody: 8,
  /** What the policy saw of namespace and name is neither '' nor the row's: see `Segment.odd`. */
  odd: 16,
  /** A later stage of the same request is known. */
  superseded: 32,
  /** The time is that of the request's arrival: the legacy format has no other. */
  timeIsReceived: 64,
  /** kube-apiserver cut its bodies off: audit.k8s.io/truncated. */
  truncated: 128,
} as const;

/** The source has one code for all rows of a segment: its column is shared by the segments of that source. */
export type Codes = Readonly<Record<CodeColumn | 'source', Uint32Array>>;

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
  codes: Codes;
  /** stageTimestamp, µs. */
  time: Float64Array;
  /** µs, NaN where unknown. */
  latency: Float64Array;
  /** 53-bit hash of the auditID. */
  audit: Float64Array;
  /** Byte offset and length of the raw line. */
  offset: Float64Array;
  length: Uint32Array;
  flags: Uint8Array;
  /** The row's place among the items of its line; null while all are 0. */
  item: Uint32Array | null = null;
  /** Namespace and name code as the policy saw them, for the rare rows flagged odd. */
  readonly odd = new Map<number, { readonly ns: number; readonly name: number }>();
  private capacity: number;

  /** `source`: the source's code, as often as a segment has rows. */
  constructor(id: number, file: number, backwards: boolean, source: Uint32Array) {
    this.id = id;
    this.file = file;
    this.backwards = backwards;
    this.capacity = backwards ? SEGMENT_ROWS : 512;
    this.start = backwards ? SEGMENT_ROWS : 0;
    this.end = this.start;
    this.codes = codeColumns((_) => new Uint32Array(this.capacity), source);
    this.time = new Float64Array(this.capacity);
    this.latency = new Float64Array(this.capacity);
    this.audit = new Float64Array(this.capacity);
    this.offset = new Float64Array(this.capacity);
    this.length = new Uint32Array(this.capacity);
    this.flags = new Uint8Array(this.capacity);
  }

  /** Memory that its columns take. */
  get bytes(): number {
    const perRow =
      CODE_COLUMNS.length * 4 + 4 * 8 + 4 + 1 + (this.item === null ? 0 : 4) + (this.merge === null ? 0 : 8);
    return perRow * this.capacity;
  }

  /** Rows that still fit. */
  get room(): number {
    return this.backwards ? this.start : SEGMENT_ROWS - this.end;
  }

  /** Makes room for one more row at the end and gives its index. */
  push(): number {
    if (this.end === this.capacity) this.grow();
    return this.end++;
  }

  setItem(row: number, item: number): void {
    if (item === 0 && this.item === null) return;
    this.item ??= new Uint32Array(this.capacity);
    this.item[row] = item;
  }

  /** Copies the rows `[from, to)` of a scratch segment before the rows that are here. */
  prepend(other: Segment, from: number, to: number): void {
    const at = this.start - (to - from);
    for (const column of CODE_COLUMNS) this.codes[column].set(other.codes[column].subarray(from, to), at);
    this.time.set(other.time.subarray(from, to), at);
    this.latency.set(other.latency.subarray(from, to), at);
    this.audit.set(other.audit.subarray(from, to), at);
    this.offset.set(other.offset.subarray(from, to), at);
    this.length.set(other.length.subarray(from, to), at);
    this.flags.set(other.flags.subarray(from, to), at);
    for (let row = from; other.item !== null && row < to; row++) this.setItem(at + row - from, other.item[row]!);
    for (const [row, odd] of other.odd) if (row >= from && row < to) this.odd.set(at + row - from, odd);
    this.hasForms ||= other.hasForms;
    this.merge?.prepend(this.time, at, this.start, this.end);
    this.start = at;
  }

  /** From now on its rows are merged with those of other sources. */
  beginMerge(): void {
    this.merge = new MergeTimes(this.capacity);
    this.merge.append(this.time, this.start, this.start, this.end);
  }

  /** The row at the end has its time: it takes its place among those of other sources. */
  placeLast(): void {
    this.merge?.append(this.time, this.start, this.end - 1, this.end);
  }

  /** Takes other columns of what a policy says of the rows, as long as the others. */
  setPolicyColumns(rule: Uint32Array, drift: Uint32Array): void {
    this.codes = { ...this.codes, rule, drift };
  }

  /** Empties a scratch segment. */
  clear(): void {
    this.end = this.start;
    this.item = null;
    this.hasForms = false;
    this.odd.clear();
  }

  /** The row of that line and item; -1 where it is not here. */
  find(offset: number, item: number): number {
    let low = this.start;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const before = this.offset[middle]! < offset || (this.offset[middle] === offset && this.itemOf(middle) < item);
      if (before) low = middle + 1;
      else high = middle;
    }
    return low < this.end && this.offset[low] === offset && this.itemOf(low) === item ? low : -1;
  }

  /** When the request arrived, µs; NaN where that is not known. */
  receivedOf(row: number): number {
    return (this.flags[row]! & FLAG.timeIsReceived) === 0 ? this.time[row]! - this.latency[row]! : this.time[row]!;
  }

  itemOf(row: number): number {
    return this.item === null ? 0 : this.item[row]!;
  }

  private grow(): void {
    this.capacity = Math.min(SEGMENT_ROWS, this.capacity * 2);
    const larger = <T extends Float64Array | Uint32Array | Uint8Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    const { source } = this.codes;
    this.codes = codeColumns((column) => larger(this.codes[column], new Uint32Array(this.capacity)), source);
    this.merge?.grow(this.capacity);
    this.time = larger(this.time, new Float64Array(this.capacity));
    this.latency = larger(this.latency, new Float64Array(this.capacity));
    this.audit = larger(this.audit, new Float64Array(this.capacity));
    this.offset = larger(this.offset, new Float64Array(this.capacity));
    this.length = larger(this.length, new Uint32Array(this.capacity));
    this.flags = larger(this.flags, new Uint8Array(this.capacity));
    if (this.item !== null) this.item = larger(this.item, new Uint32Array(this.capacity));
  }
}

function codeColumns(make: (column: CodeColumn) => Uint32Array, source: Uint32Array): Codes {
  const columns = Object.fromEntries(CODE_COLUMNS.map((column) => [column, make(column)]));
  return { ...columns, source } as Codes; // one entry for every column
}
