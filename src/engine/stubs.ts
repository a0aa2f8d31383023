/** What is left of rows that were let go: where their lines stand, so that they can be read again. */
import type { Segment } from './segment.ts';

/** A stretch of one file whose rows are not held. */
export interface Stub {
  readonly file: number;
  /** Bytes `[from, to)`. */
  readonly from: number;
  to: number;
}

/** Those of one source, which all come directly before its rows. */
export class Stubs {
  /** The oldest first. */
  private readonly stubs: Stub[] = [];

  /** The one that ends where the rows begin. */
  get newest(): Stub | null {
    return this.stubs.at(-1) ?? null;
  }

  /** The oldest segment is let go. */
  add(segment: Segment): void {
    if (segment.start === segment.end) return;
    const last = segment.end - 1;
    const { file } = segment;
    const from = segment.offsetOf(segment.start);
    const to = segment.offsetOf(last) + segment.length[last]!;
    const before = this.newest;
    if (before === null || before.file !== file) this.stubs.push({ file, from, to });
    else before.to = to;
  }

  /** The lines from byte `from` of the newest one on are held again. */
  took(from: number): void {
    const { newest } = this;
    if (newest === null) return;
    newest.to = from;
    if (newest.to <= newest.from) this.stubs.pop();
  }

  /** The lines of the newest one cannot be read any more. */
  drop(): void {
    this.stubs.pop();
  }
}
