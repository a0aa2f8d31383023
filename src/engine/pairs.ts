/**
 * The latest stage known of each request, by auditID and requestReceivedTimestamp: that is how an earlier stage
 * learns that it is superseded. Open addressing over typed arrays, since there is one entry a request.
 */
export class Pairs {
  private keys = new Float64Array(2048);
  private rows = new Float64Array(2048);
  private count = 0;

  /** The row noted under a key, -1 where there is none. */
  get(key: number): number {
    const at = this.slot(key);
    return this.keys[at] === 0 ? -1 : this.rows[at]!;
  }

  set(key: number, row: number): void {
    const at = this.slot(key);
    if (this.keys[at] === 0) {
      this.keys[at] = key + 1;
      this.count++;
    }
    this.rows[at] = row;
    if (this.count * 2 > this.keys.length) this.grow();
  }

  private slot(key: number): number {
    const mask = this.keys.length - 1;
    let at = (Math.imul(key % 0x1_0000_0000, 0x9e3779b1) >>> 8) & mask;
    while (this.keys[at] !== 0 && this.keys[at] !== key + 1) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const { keys, rows } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.rows = new Float64Array(keys.length * 2);
    this.count = 0;
    for (let at = 0; at < keys.length; at++) if (keys[at] !== 0) this.set(keys[at]! - 1, rows[at]!);
  }
}
