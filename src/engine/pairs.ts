/**
 * The latest stage known of each request, by auditID and requestReceivedTimestamp: that is how an earlier stage
 * learns that it is superseded. Open addressing over typed arrays, since there is one entry a request.
 */
export class Pairs {
  private keys = new Float64Array(2048);
  private rows = new Float64Array(2048);
  private count = 0;

  /** Memory that it takes. */
  get bytes(): number {
    return this.keys.byteLength + this.rows.byteLength;
  }

  /** The row noted under a key, -1 where there is none. */
  get(key: number): number {
    const at = this.slot(key);
    return this.keys[at] === 0 ? -1 : this.rows[at]!;
  }

  /** `isHeld`: of rows that were noted before those that are still wanted; asked when room has to be made. */
  set(key: number, row: number, isHeld: (row: number) => boolean): void {
    const at = this.slot(key);
    if (this.keys[at] === 0) {
      this.keys[at] = key + 1;
      this.count++;
    }
    this.rows[at] = row;
    if (this.count * 2 > this.keys.length) this.makeRoom(isHeld);
  }

  private slot(key: number): number {
    const mask = this.keys.length - 1;
    // The low half, as `%` on large doubles is a slow call.
    const low = key - Math.floor(key / 0x1_0000_0000) * 0x1_0000_0000;
    let at = (Math.imul(low, 0x9e3779b1) >>> 8) & mask;
    while (this.keys[at] !== 0 && this.keys[at] !== key + 1) at = (at + 1) & mask;
    return at;
  }

  /** Throws out what is not wanted any more, and doubles the room where that is not the most of it. */
  private makeRoom(isHeld: (row: number) => boolean): void {
    const { keys, rows } = this;
    let wanted = 0;
    for (let at = 0; at < keys.length; at++) if (keys[at] !== 0 && isHeld(rows[at]!)) wanted++;
    const size = wanted * 4 > keys.length ? keys.length * 2 : keys.length;
    this.keys = new Float64Array(size);
    this.rows = new Float64Array(size);
    this.count = 0;
    for (let at = 0; at < keys.length; at++) {
      if (keys[at] !== 0 && isHeld(rows[at]!)) this.set(keys[at]! - 1, rows[at]!, isHeld);
    }
  }
}
