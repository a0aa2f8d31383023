/** What may be missing: finds the gaps of all sources in the rows held, and tells them when they change. */
import type { FileRef } from '../sources/source.ts';
import type { Progress } from './engine.ts';
import { type Gap, isMissing } from './gap.ts';
import type { Index } from './index-store.ts';
import type { Lane } from './lanes.ts';
import type { HeldFile } from './missing-files.ts';
import { signTest } from './restarts.ts';
import type { Segment } from './segment.ts';
import { SegmentLook } from './segment-look.ts';
import { sourceGaps } from './source-gaps.ts';

/** ms. Told at most this often. */
const EVERY_MS = 1000;
/** ms. How often a silence that lasts is told again. */
const LASTING_MS = 5000;
/** The latest of each source that are told. */
const TOLD = 200;

/** When lines came live from a source, as far as it still is live. */
export type LastCame = (source: number) => number | null;

export class Gaps {
  private readonly index: Index;
  private readonly files: ReadonlyMap<number, FileRef>;
  private readonly lastCame: LastCame;
  private readonly onProgress: (progress: Progress) => void;
  private readonly looks = new Map<number, SegmentLook>();
  private timer: NodeJS.Timeout | null = null;
  private lastLook = Number.NEGATIVE_INFINITY;
  private lookedAt = -1;
  private told = '[]';

  /** `lastCame`: ms since 1970, null where nothing came while we looked on. */
  constructor(
    index: Index,
    files: ReadonlyMap<number, FileRef>,
    lastCame: LastCame,
    onProgress: (progress: Progress) => void,
  ) {
    this.index = index;
    this.files = files;
    this.lastCame = lastCame;
    this.onProgress = onProgress;
  }

  /** Rows may have come: looks at them now, or soon where it has just looked. */
  tell(): void {
    if (this.index.held === this.lookedAt) return;
    const wait = this.lastLook + EVERY_MS - Date.now();
    if (wait <= 0) this.look();
    else this.lookIn(wait);
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private lookIn(ms: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), ms);
  }

  private look(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const now = Date.now();
    this.lastLook = now;
    this.lookedAt = this.index.held;
    const isSign = signTest(this.index.tables);
    const found = this.index.lanes.map((lane) => {
      const looks = lane.segments.map((segment) => this.lookAt(segment));
      for (const each of looks) each.update(isSign);
      return sourceGaps(lane, looks, this.heldFiles(lane), this.lastCame(lane.source), now);
    });
    this.forget();
    this.say(found.map(({ gaps }) => gaps));
    const soonest = Math.min(...found.map(({ again }) => again));
    if (soonest < Number.POSITIVE_INFINITY) this.lookIn(Math.max(LASTING_MS, soonest - now));
  }

  private say(bySource: readonly (readonly Gap[])[]): void {
    const latest = bySource.flatMap((gaps) => gaps.toSorted((a, b) => b.to - a.to).slice(0, TOLD));
    const told = JSON.stringify(latest);
    if (told === this.told) return;
    this.told = told;
    const count = bySource.flat().filter(isMissing).length;
    this.onProgress({ type: 'gaps', count, latest });
  }

  private lookAt(segment: Segment): SegmentLook {
    const known = this.looks.get(segment.id) ?? new SegmentLook(segment);
    this.looks.set(segment.id, known);
    return known;
  }

  /** Lets go of what is remembered of segments that were let go. */
  private forget(): void {
    if (this.looks.size === this.index.segments.length) return;
    const held = new Set(this.index.segments.map(({ id }) => id));
    for (const id of this.looks.keys()) if (!held.has(id)) this.looks.delete(id);
  }

  /** The files of a source of which rows are held, oldest first. */
  private heldFiles({ segments }: Lane): HeldFile[] {
    const held: HeldFile[] = [];
    for (const segment of segments) {
      if (segment.start === segment.end) continue;
      const last = held.at(-1);
      if (last?.id === segment.file) held[held.length - 1] = { ...last, last: segment };
      else {
        const path = this.files.get(segment.file)?.path ?? '';
        held.push({ id: segment.file, path, first: segment, last: segment });
      }
    }
    return held;
  }
}
