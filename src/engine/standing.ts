/** One standing view of the index: masks and counts for a spec, kept up as rows come, and rows round an anchor. */
import { asksFor } from '../query/has.ts';
import type { Field, Query } from '../query/query.ts';
import { type BestField, bestFields, isWaiting } from './best.ts';
import { SEGMENT_ROWS } from './code-array.ts';
import type { Columns } from './code-tests.ts';
import { type Compiled, compile, FAIL_NEWER } from './compile.ts';
import { FacetCounts } from './counts.ts';
import type { TimelineSpec, ViewSpec } from './engine.ts';
import type { Index } from './index-store.ts';
import { FLAG, type Segment } from './segment.ts';
import { Selection } from './selection.ts';
import { StandingTimes } from './standing-times.ts';
import type { TextUse } from './text-columns.ts';

/** What a view needs of a spec to filter and count; find and values use it without a window. */
export type FilterSpec = Pick<ViewSpec, 'query' | 'fold' | 'upTo'> & {
  readonly fields: readonly Field[];
  readonly best: boolean;
};

/** Fields whose values hang on the policy in force. */
const OF_POLICY: readonly Field[] = ['rule', 'drift'];

function isOfPolicy(field: Field): boolean {
  return OF_POLICY.includes(field);
}

/** Whether what a query lets pass hangs on the policy in force. */
export function asksOfPolicy(query: Query): boolean {
  return asksFor(query, OF_POLICY);
}

/** A segment's mask, filled for rows `[from, to)`. */
interface Marked {
  mask: Uint16Array;
  from: number;
  to: number;
  passing: number;
}

const selection = new Selection();
/** Rows that are counted again as one stretch with others this near. */
const NEAR_ROWS = 16;
/** What is marked again, before it is compared; reused. */
const REMARKED = new Uint16Array(SEGMENT_ROWS);

export class Standing {
  readonly facets: FacetCounts[];
  /** Fields that a fuzzy text is looked for in, for its best matches. */
  readonly best: readonly BestField[];
  /** Counts by time. */
  readonly times: StandingTimes;
  passing = 0;
  /** Passing rows past `upTo`. */
  newer = 0;
  private readonly compiled: Compiled;
  private readonly marked = new Map<number, Marked>();
  private readonly index: Index;
  private readonly columns: Columns;
  private readonly spec: FilterSpec;
  private done = 0;
  /** Segments whose facets of the policy are to be counted again. */
  private readonly recount = new Set<number>();
  /** Rows superseded only by rows past `upTo`: the frozen picture keeps them. */
  private readonly kept = new Set<number>();

  constructor(index: Index, columns: Columns, spec: FilterSpec) {
    this.index = index;
    this.times = new StandingTimes(index);
    this.columns = columns;
    this.spec = spec;
    this.compiled = compile(spec.query, spec.fold, spec.fields, columns, index.texts);
    this.facets = spec.fields.flatMap((field) => {
      const column = columns[field];
      return column === undefined ? [] : [new FacetCounts(field, column, this.compiled.bitOf(field))];
    });
    this.best = spec.best ? bestFields(spec.query, columns) : [];
  }

  /** Its text terms: what is known of them comes with time, see `remark`. */
  get texts(): readonly TextUse[] {
    return this.compiled.texts;
  }

  /** Counts by time as that asks for it. */
  countTimes(wanted: TimelineSpec | null): void {
    this.times.ask(wanted, this.marked.keys());
  }

  /** Counts all by time again, in units that are no larger than they have to be. */
  refineTimes(): void {
    this.times.again(this.marked.keys());
  }

  /** More is known of the texts of rows `[from, to)`: what was marked and counted of them is made right. */
  remark(segment: Segment, from: number, to: number): void {
    const marked = this.marked.get(segment.id);
    if (marked === undefined) return;
    const first = Math.max(from, marked.from);
    const last = Math.min(to, marked.to);
    if (first >= last) return;
    this.countAgain(segment, marked);
    const { mask } = marked;
    const fresh = REMARKED.fill(0, first, last);
    this.mark(segment, fresh, first, last);
    for (let row = first; row < last; row++) {
      if (fresh[row] === mask[row]) continue;
      let end = row + 1;
      for (let at = end; at < last && at < end + NEAR_ROWS; at++) if (fresh[at] !== mask[at]) end = at + 1;
      this.tally(segment, marked, row, end, -1);
      mask.set(fresh.subarray(row, end), row);
      this.tally(segment, marked, row, end, 1);
      row = end;
    }
  }

  /** Whether every row held is counted. */
  get complete(): boolean {
    return this.done === this.index.held && this.recount.size === 0 && !this.best.some(isWaiting);
  }

  /** The same, and every row is counted by time. */
  get isTimed(): boolean {
    return this.complete && this.times.isSettled;
  }

  /** Counts one more segment, the newest first; false when there is none left. */
  step(): boolean {
    for (let at = this.index.segments.length - 1; at >= 0; at--) {
      const segment = this.index.segments[at]!;
      const marked = this.marked.get(segment.id);
      const whole = marked !== undefined && marked.from <= segment.start && marked.to >= segment.end;
      if (!whole || this.recount.has(segment.id) || this.times.isPending(segment)) {
        this.ensure(segment);
        return true;
      }
    }
    return this.countBest();
  }

  /** Counts one more field in which the fuzzy text was found; false when there is none left. */
  private countBest(): boolean {
    const next = this.best.find(isWaiting);
    if (next === undefined) return false;
    next.isCounted = true;
    for (const segment of this.index.segments) {
      const marked = this.marked.get(segment.id);
      if (marked === undefined) continue;
      this.select(segment, marked, marked.from, marked.to);
      next.counts.count(segment, marked.mask, selection, 1);
    }
    return true;
  }

  /** The mask of a segment, valid for its rows `[start, end)`. */
  ensure(segment: Segment): Uint16Array {
    let marked = this.marked.get(segment.id);
    if (marked === undefined) {
      marked = { mask: new Uint16Array(segment.flags.length), from: segment.end, to: segment.end, passing: 0 };
      this.marked.set(segment.id, marked);
      if (!segment.backwards) marked.from = marked.to = segment.start;
    }
    if (marked.mask.length < segment.flags.length) {
      const larger = new Uint16Array(segment.flags.length);
      larger.set(marked.mask);
      marked.mask = larger;
    }
    this.countAgain(segment, marked);
    if (marked.from > segment.start) this.extend(segment, marked, segment.start, marked.from);
    if (marked.to < segment.end) this.extend(segment, marked, marked.to, segment.end);
    return marked.mask;
  }

  /** Passing rows of a segment before a row. */
  passingBefore(segment: Segment, row: number): number {
    const mask = this.ensure(segment);
    let passing = 0;
    for (let at = segment.start; at < row; at++) if (mask[at] === 0) passing++;
    return passing;
  }

  passingIn(segment: Segment): number {
    this.ensure(segment);
    return this.marked.get(segment.id)?.passing ?? 0;
  }

  /** See `IndexListener.superseding`: called before the flag is set. */
  superseding(segment: Segment, row: number, ordinal: number): void {
    if (!this.compiled.asksStages) return;
    const marked = this.marked.get(segment.id);
    if (!this.isNewer(segment, row) && this.spec.upTo !== undefined && ordinal >= this.spec.upTo)
      this.kept.add(segment.id * SEGMENT_ROWS + row);
    if (marked === undefined || row < marked.from || row >= marked.to) return;
    this.countAgain(segment, marked);
    this.tally(segment, marked, row, row + 1, -1);
    marked.mask[row] = 0;
    segment.flags[row]! |= FLAG.superseded;
    this.mark(segment, marked.mask, row, row + 1);
    this.tally(segment, marked, row, row + 1, 1);
  }

  /** See `IndexListener.evicting`. */
  evicting(segment: Segment): void {
    const marked = this.marked.get(segment.id);
    if (marked === undefined) return;
    this.countAgain(segment, marked);
    this.tally(segment, marked, marked.from, marked.to, -1);
    this.done -= marked.to - marked.from;
    this.marked.delete(segment.id);
  }

  /**
   * Another policy is in force, which the filter does not ask for: the masks hold, and what is counted of rules and
   * drift is counted again, segment by segment.
   */
  policyChanged(): void {
    const facets = this.facets.filter(({ field }) => isOfPolicy(field));
    for (const facet of facets) facet.reset();
    if (facets.length > 0) for (const id of this.marked.keys()) this.recount.add(id);
    if (this.times.counts?.isOfPolicy === true) this.refineTimes();
  }

  /** The same view, unmarked and uncounted: for another policy, where the filter asks for it. */
  afresh(): Standing {
    const fresh = new Standing(this.index, this.columns, this.spec);
    for (const row of this.kept) fresh.kept.add(row);
    return fresh;
  }

  private countAgain(segment: Segment, marked: Marked): void {
    const ofPolicy = this.recount.delete(segment.id);
    const ofTime = this.times.isDue(segment);
    if (!ofPolicy && !ofTime) return;
    this.select(segment, marked, marked.from, marked.to);
    if (ofTime) this.times.count(segment, selection, 1);
    if (!ofPolicy) return;
    for (const facet of this.facets) if (isOfPolicy(facet.field)) facet.count(segment, marked.mask, selection, 1);
  }

  /** Whether a row came after what the view shows. */
  private isNewer(segment: Segment, row: number): boolean {
    const { upTo } = this.spec;
    return upTo !== undefined && !segment.backwards && segment.ordinals.of(row) >= upTo;
  }

  /** Whether any row of a segment may be newer than what the view shows. */
  private hasNewer(segment: Segment): boolean {
    return segment.end > segment.start && this.isNewer(segment, segment.end - 1);
  }

  private extend(segment: Segment, marked: Marked, from: number, to: number): void {
    this.mark(segment, marked.mask, from, to);
    this.tally(segment, marked, from, to, 1);
    this.done += to - from;
    marked.from = Math.min(marked.from, from);
    marked.to = Math.max(marked.to, to);
  }

  private mark(segment: Segment, mask: Uint16Array, from: number, to: number): void {
    const restored = this.unhideKept(segment, from, to);
    this.compiled.mark(segment, mask, from, to);
    for (const row of restored) segment.flags[row]! |= FLAG.superseded;
    for (let row = to - 1; row >= from && this.isNewer(segment, row); row--) mask[row]! |= FAIL_NEWER;
  }

  /** Takes the flag off kept rows for the time of marking. */
  private unhideKept(segment: Segment, from: number, to: number): number[] {
    if (this.kept.size === 0) return [];
    const rows: number[] = [];
    for (let row = from; row < to; row++) {
      if (!this.kept.has(segment.id * SEGMENT_ROWS + row)) continue;
      segment.flags[row]! &= ~FLAG.superseded;
      rows.push(row);
    }
    return rows;
  }

  private tally(segment: Segment, marked: Marked, from: number, to: number, sign: 1 | -1): void {
    const { mask } = marked;
    this.select(segment, marked, from, to);
    marked.passing += sign * selection.passed;
    this.passing += sign * selection.passed;
    this.newer += sign * selection.newer;
    for (const facet of this.facets) facet.count(segment, mask, selection, sign);
    for (const { isCounted, counts } of this.best) if (isCounted) counts.count(segment, mask, selection, sign);
    this.times.count(segment, selection, sign);
  }

  private select(segment: Segment, { mask }: Marked, from: number, to: number): void {
    if (this.compiled.passesAll && !this.hasNewer(segment)) selection.all(from, to);
    else selection.split(mask, from, to);
  }
}
