/**
 * Where rows stand: among those of other sources by time, each source clamped so that its own order holds; and among
 * all that came live, by ordinal.
 */

/**
 * The times of a segment's rows as they are merged by, µs: the greatest of the source's own up to and with the row.
 * A row without a time stands with the one before it.
 */
export class MergeTimes {
  /** The greatest time of the source before this segment; -Infinity where there is none. */
  floor = Number.NEGATIVE_INFINITY;
  private values: Float64Array<ArrayBuffer>;

  /** `capacity` as that of the segment's columns. */
  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
  }

  of(row: number): number {
    return Math.max(this.floor, this.values[row]!);
  }

  grow(capacity: number): void {
    const larger = new Float64Array(capacity);
    larger.set(this.values);
    this.values = larger;
  }

  /** Takes rows `[from, to)` at the end of a segment that begins at `start`. */
  append(time: Float64Array, start: number, from: number, to: number): void {
    let most = from > start ? this.values[from - 1]! : Number.NEGATIVE_INFINITY;
    for (let row = from; row < to; row++) {
      if (time[row]! > most) most = time[row]!;
      this.values[row] = most;
    }
  }

  /** Takes rows `[start, old)` in front of those in `[old, end)`, of which the first ones may have to rise. */
  prepend(time: Float64Array, start: number, old: number, end: number): void {
    this.append(time, start, start, old);
    const most = old > start ? this.values[old - 1]! : Number.NEGATIVE_INFINITY;
    for (let row = old; row < end && this.values[row]! < most; row++) this.values[row] = most;
  }
}

/** The live ordinals of rows that were appended one after the other, with those of other sources in between. */
export class Ordinals {
  /** Where a run of consecutive ordinals begins, and its first ordinal. */
  private readonly rows: number[] = [];
  private readonly firsts: number[] = [];

  /** Notes the ordinal of the next row. */
  note(row: number, ordinal: number): void {
    if (this.rows.length > 0 && ordinal === this.of(row)) return;
    this.rows.push(row);
    this.firsts.push(ordinal);
  }

  /** The ordinal of a row at or after the first that was noted. */
  of(row: number): number {
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.rows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return this.firsts[low]! + row - this.rows[low]!;
  }
}
