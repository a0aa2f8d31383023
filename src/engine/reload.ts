/**
 * All rows under another policy, computed beside the columns in force, some rows at a time, while rows go on coming
 * at both ends; then put in their place at once.
 */
import { DRIFTS } from '../policy/drift.ts';
import { type CodeArray, codeArray, withRoom } from './code-array.ts';
import type { Index } from './index-store.ts';
import type { RowVerdicts } from './rules.ts';
import type { Segment } from './segment.ts';

/** Fresh columns of a segment, filled for rows `[from, to)`. */
interface Fresh {
  rule: CodeArray;
  drift: CodeArray;
  from: number;
  to: number;
}

export class Reload {
  private readonly index: Index;
  private readonly verdicts: RowVerdicts | null;
  private readonly fresh = new Map<number, Fresh>();

  /** `verdicts` null: no policy. */
  constructor(index: Index, verdicts: RowVerdicts | null) {
    this.index = index;
    this.verdicts = verdicts;
  }

  /** Evaluates at most so many rows more, the newest first; false when none of those held now is left. */
  step(rows: number): boolean {
    const { verdicts } = this;
    if (verdicts === null) return false;
    let left = rows;
    const fill = (segment: Segment, fresh: Fresh, from: number, to: number): void => {
      verdicts.fillColumns(segment, from, to, fresh.rule, fresh.drift);
      fresh.from = Math.min(fresh.from, from);
      fresh.to = Math.max(fresh.to, to);
      left -= to - from;
    };
    for (let at = this.index.segments.length - 1; at >= 0 && left > 0; at--) {
      const segment = this.index.segments[at]!;
      const fresh = this.freshOf(segment);
      if (fresh.to < segment.end) fill(segment, fresh, fresh.to, Math.min(segment.end, fresh.to + left));
      if (fresh.from > segment.start) fill(segment, fresh, Math.max(segment.start, fresh.from - left), fresh.from);
    }
    return left === 0;
  }

  /** Puts the policy in force; to be called before any row comes that `step` has not seen. */
  finish(): void {
    const { index, verdicts } = this;
    let drifting = 0; // Counted now: segments may have been let go meanwhile.
    for (const segment of index.segments) {
      const { rule, drift } = this.freshOf(segment);
      segment.setPolicyColumns(rule, drift);
      for (let row = segment.start; row < segment.end; row++) if (drift[row] !== 0) drifting++;
    }
    index.verdicts = verdicts;
    index.policyChanges++;
    index.drifting = drifting;
    index.tables.rules = verdicts === null ? -1 : verdicts.policy.rules.length;
  }

  /** As long as the segment's other columns. */
  private freshOf(segment: Segment): Fresh {
    const capacity = segment.flags.length;
    let fresh = this.fresh.get(segment.id);
    if (fresh === undefined) {
      const at = segment.backwards ? segment.end : segment.start;
      const { verdicts } = this;
      const rule = codeArray(capacity, verdicts?.mostRule ?? 0);
      fresh = { rule, drift: codeArray(capacity, verdicts === null ? 0 : DRIFTS.length), from: at, to: at };
      this.fresh.set(segment.id, fresh);
    }
    if (fresh.rule.length < capacity) {
      fresh.rule = withRoom(fresh.rule, capacity);
      fresh.drift = withRoom(fresh.drift, capacity);
    }
    return fresh;
  }
}
