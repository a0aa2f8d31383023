/** How far back the past is read where only a part of the time is asked for: source by source. */
import type { Index } from './index-store.ts';

/** Lines are late by milliseconds, and clocks are set now and then: what is earlier by so much, µs, comes no more. */
const MARGIN = 10_000_000;

export class Reach {
  private readonly index: Index;
  private since: number | null;
  /** Sources of which lines came. */
  private readonly begun = new Set<number>();
  private readonly reached = new Set<number>();

  /** `since` in µs; null for all there is. */
  constructor(index: Index, since: number | null) {
    this.index = index;
    this.since = since;
  }

  /** Whether enough of the past of a source was read. */
  isReached(source: number): boolean {
    return this.since !== null && this.reached.has(source);
  }

  /** Rows came from a source, so many: a whole block that is too early is the last one. */
  took(source: number, rows: number, where: 'newer' | 'older'): void {
    const isFirst = !this.begun.has(source);
    this.begun.add(source);
    if (this.since === null || rows === 0 || (where === 'newer' && !isFirst)) return;
    if (this.index.newestOfFirst(source, rows) < this.since - MARGIN) this.reached.add(source);
  }

  /** All of the past is wanted after all. */
  lift(): void {
    this.since = null;
  }
}
