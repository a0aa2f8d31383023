/** How far reading back will go, told while it goes: to the end of what there is, or of what the limits let. */

/** Index bytes a byte of log is safely below, before it is known. */
const MOST_INDEX = 1 / 3;
/** Bytes of log after which it is known: an index grows in steps. */
const SAMPLE_BYTES = 256e6;

export interface Amounts {
  /** Bytes of log: read so far, and there are. */
  readonly read: number;
  readonly size: number;
  /** Bytes of history that may still be read. */
  readonly historyLeft: number;
  /** Bytes of the index: taken, and at which reading back stops. */
  readonly taken: number;
  readonly allowed: number;
}

export class Goal {
  private first: Amounts | null = null;

  /** Of `size`, the bytes that will have been read in the end; null while that cannot be told. */
  of(now: Amounts): number | null {
    this.first ??= now;
    const left = Math.max(0, Math.min(now.size - now.read, now.historyLeft));
    const room = Math.max(0, now.allowed - now.taken);
    if (left * MOST_INDEX <= room) return now.read + left;
    const since = now.read - this.first.read;
    if (since < SAMPLE_BYTES) return null;
    const each = (now.taken - this.first.taken) / since;
    return now.read + Math.min(left, each > 0 ? room / each : left);
  }
}
