/**
 * The latest stage known of each request, by auditID and requestReceivedTimestamp: that is how an earlier stage
 * learns that it is superseded. Open addressing over typed arrays, since there is one entry a request: the hash of its
 * key, and the row that has it. Whether a row is of the request that is asked for, its own cells say.
 */
export class Pairs {
  /** By entry: the hash, and the row's number; `FREE` where there is none. */
  private entries = new Uint32Array(2 * 2048).fill(FREE);
  private count = 0;

  /** Memory that it takes. */
  get bytes(): number {
    return this.entries.byteLength;
  }

  /**
   * The entry of a request, for `rowAt` and `set`: the one whose row `isIt`, else a free one.
   */
  find(hash: number, isIt: (row: number) => boolean): number {
    const { entries } = this;
    const mask = entries.length / 2 - 1;
    let at = (hash ^ (hash >>> 15)) & mask;
    while (entries[2 * at + 1] !== FREE && !(entries[2 * at] === hash && isIt(entries[2 * at + 1]!)))
      at = (at + 1) & mask;
    return at;
  }

  /** The row of an entry, -1 where it is free. */
  rowAt(entry: number): number {
    const row = this.entries[2 * entry + 1]!;
    return row === FREE ? -1 : row;
  }

  /**
   * Gives an entry a row, a number below 2^32 - 1. `isHeld`: of rows that were noted before those that are still
   * wanted; asked when room has to be made, which moves the entries.
   */
  set(entry: number, hash: number, row: number, isHeld: (row: number) => boolean): void {
    if (this.entries[2 * entry + 1] === FREE) this.count++;
    this.entries[2 * entry] = hash;
    this.entries[2 * entry + 1] = row;
    if (this.count * 4 > this.entries.length) this.makeRoom(isHeld);
  }

  /** Throws out what is not wanted any more, and doubles the room where that is not the most of it. */
  private makeRoom(isHeld: (row: number) => boolean): void {
    const old = this.entries;
    let wanted = 0;
    for (let at = 1; at < old.length; at += 2) if (old[at] !== FREE && isHeld(old[at]!)) wanted++;
    const size = wanted * 8 > old.length ? old.length * 2 : old.length;
    this.entries = new Uint32Array(size).fill(FREE);
    this.count = wanted;
    for (let at = 0; at < old.length; at += 2) {
      const row = old[at + 1]!;
      if (row === FREE || !isHeld(row)) continue;
      const free = this.find(old[at]!, () => false);
      this.entries[2 * free] = old[at]!;
      this.entries[2 * free + 1] = row;
    }
  }
}

/** Stands for no row. */
const FREE = 0xffff_ffff;
