/** The rows of a stretch of a segment, those that pass a filter apart from those that do not. */
import { SEGMENT_ROWS } from './code-array.ts';
import { FAIL_NEWER } from './compile.ts';

/** Reused: it holds the stretch that was split last. */
export class Selection {
  from = 0;
  to = 0;
  /** Rows that pass and rows that fail, in order; `passing` is not filled where all pass. */
  readonly passing = new Uint16Array(SEGMENT_ROWS);
  readonly failing = new Uint16Array(SEGMENT_ROWS);
  passed = 0;
  failed = 0;
  /** Rows that fail for nothing but coming after what the view shows. */
  newer = 0;
  /** All bits that any of the rows has. */
  bits = 0;

  /** Rows `[from, to)` of fail masks. */
  split(mask: Uint16Array, from: number, to: number): void {
    const { passing, failing } = this;
    let passed = 0;
    let failed = 0;
    let bits = 0;
    for (let row = from; row < to; row++) {
      const fails = mask[row]!;
      const isFailing = (fails + 0xffff) >> 16; // No branch: which rows pass cannot be foreseen.
      passing[passed] = row;
      failing[failed] = row;
      passed += 1 - isFailing;
      failed += isFailing;
      bits |= fails;
    }
    let newer = 0;
    if ((bits & FAIL_NEWER) !== 0) for (let row = from; row < to; row++) if (mask[row] === FAIL_NEWER) newer++;
    this.from = from;
    this.to = to;
    this.passed = passed;
    this.failed = failed;
    this.newer = newer;
    this.bits = bits;
  }

  /** Rows `[from, to)`, which all pass. */
  all(from: number, to: number): void {
    this.from = from;
    this.to = to;
    this.passed = to - from;
    this.failed = 0;
    this.newer = 0;
    this.bits = 0;
  }
}
