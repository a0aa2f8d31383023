/** Numbers of a segment's rows that nearly always fit four bytes, and take eight where one does not. */
import { NO_LATENCY } from '../audit/plain-rows.ts';

const INT32 = 0x8000_0000;

/** Latencies in µs: narrow while all are whole ones of up to 71 minutes, or unknown. */
export class Latencies {
  private values: Uint32Array | Float64Array;
  private isWide = false;

  constructor(capacity: number) {
    this.values = new Uint32Array(capacity);
  }

  get rowBytes(): number {
    return this.values.BYTES_PER_ELEMENT;
  }

  /** NaN where unknown. */
  of(row: number): number {
    const value = this.values[row]!;
    return value === NO_LATENCY && !this.isWide ? Number.NaN : value;
  }

  put(row: number, latency: number): void {
    const isNarrow = Number.isNaN(latency) || (latency >= 0 && latency < NO_LATENCY && Number.isInteger(latency));
    if (!this.isWide && !isNarrow) this.widen();
    this.values[row] = Number.isNaN(latency) && !this.isWide ? NO_LATENCY : latency;
  }

  /** Takes `[from, to)` of latencies in the narrow form, to row `at` and those after it. */
  copy(latencies: Uint32Array, from: number, to: number, at: number): void {
    if (!this.isWide) this.values.set(latencies.subarray(from, to), at);
    else
      for (let k = from; k < to; k++)
        this.values[at + k - from] = latencies[k] === NO_LATENCY ? Number.NaN : latencies[k]!;
  }

  grow(capacity: number): void {
    this.values = grown(this.values, this.isWide ? new Float64Array(capacity) : new Uint32Array(capacity));
  }

  private widen(): void {
    this.values = Float64Array.from(this.values, (_, row) => this.of(row));
    this.isWide = true;
  }
}

/** Byte offsets in a file: narrow while all are within 2 GB of the first. */
export class Offsets {
  private values: Int32Array | Float64Array;
  private isWide = false;
  /** What is added to a narrow one; NaN while there is none. */
  private base = Number.NaN;

  constructor(capacity: number) {
    this.values = new Int32Array(capacity);
  }

  get rowBytes(): number {
    return this.values.BYTES_PER_ELEMENT;
  }

  of(row: number): number {
    return this.isWide ? this.values[row]! : this.values[row]! + this.base;
  }

  put(row: number, offset: number): void {
    this.makeRoom(offset, offset);
    this.values[row] = this.isWide ? offset : offset - this.base;
  }

  /** Takes `[from, to)` of offsets in order, each counted from `offset`, to row `at` and those after it. */
  copy(starts: Int32Array, from: number, to: number, at: number, offset: number): void {
    this.makeRoom(offset + starts[from]!, offset + starts[to - 1]!);
    const { values } = this;
    const add = this.isWide ? offset : offset - this.base;
    for (let k = from; k < to; k++) values[at + k - from] = starts[k]! + add;
  }

  /** Forgets all of them. */
  clear(): void {
    if (this.isWide) this.values = new Int32Array(this.values.length);
    this.isWide = false;
    this.base = Number.NaN;
  }

  grow(capacity: number): void {
    this.values = grown(this.values, this.isWide ? new Float64Array(capacity) : new Int32Array(capacity));
  }

  private makeRoom(least: number, most: number): void {
    if (this.isWide) return;
    if (Number.isNaN(this.base)) this.base = least;
    if (least - this.base >= -INT32 && most - this.base < INT32) return;
    this.values = Float64Array.from(this.values, (value) => value + this.base);
    this.isWide = true;
  }
}

function grown<T extends Uint32Array | Int32Array | Float64Array>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}
