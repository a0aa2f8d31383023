/**
 * Searches raw lines for the views whose queries ask for it: what is not known yet of their rows is read back from its
 * files, stretch by stretch, the newest rows first, so that whatever a key asks for comes in between.
 */
import type { FileRef } from '../sources/source.ts';
import type { Sources } from '../sources/together.ts';
import type { TextProgress } from './engine.ts';
import type { Index } from './index-store.ts';
import type { Segment } from './segment.ts';
import type { Standing } from './standing.ts';
import { TextBlocks } from './text-blocks.ts';
import { goneRows, unresolvedRows } from './text-needs.ts';
import { TextReading } from './text-reading.ts';
import { runsOf } from './text-rows.ts';
import { nextTurn } from './turn.ts';

/** Rows `[start, end)` of a segment of which all is known. */
interface Checked {
  start: number;
  end: number;
}

interface Entry {
  readonly standing: Standing;
  readonly checked: Map<number, Checked>;
  /** Rows of the segment under way that are done. */
  partly: number;
  readonly waiting: (() => void)[];
}

export class TextSearch {
  private readonly index: Index;
  private readonly blocks: TextBlocks;
  private readonly reading: TextReading;
  private readonly onFound: (standing: Standing, settled: boolean) => void;
  private readonly entries = new Map<Standing, Entry>();
  private running = false;
  private closed = false;

  /** `onFound`: something is known that was not; `settled`: now all of it is. */
  constructor(
    index: Index,
    sources: Sources,
    files: ReadonlyMap<number, FileRef>,
    onFound: (standing: Standing, settled: boolean) => void,
  ) {
    this.index = index;
    this.onFound = onFound;
    this.blocks = new TextBlocks();
    this.reading = new TextReading(sources, files);
  }

  /** From now on what the standing has to know is searched; the one that came last goes first. */
  add(standing: Standing): void {
    if (standing.texts.length === 0) return;
    this.entries.set(standing, { standing, checked: new Map(), partly: 0, waiting: [] });
    this.wake();
  }

  remove(standing: Standing): void {
    const entry = this.entries.get(standing);
    this.entries.delete(standing);
    for (const resolve of entry?.waiting ?? []) resolve();
  }

  /** Null where the standing has no text terms. */
  progress(standing: Standing): TextProgress | null {
    if (standing.texts.length === 0) return null;
    const entry = this.entries.get(standing);
    let known = entry?.partly ?? 0;
    for (const segment of this.index.segments) {
      const checked = entry?.checked.get(segment.id);
      if (entry !== undefined && checked !== undefined) known += this.advance(entry, segment, checked);
    }
    const stopped = standing.texts.map((use) => use.stopped()).find((why) => why !== null) ?? null;
    const share = this.index.held === 0 ? 1 : Math.min(1, known / this.index.held);
    return { share, gone: goneRows(standing, this.index.segments), stopped };
  }

  /** Settles when all is known that the standing has to know of the rows held, or it was removed. */
  async settled(standing: Standing): Promise<void> {
    const entry = this.entries.get(standing);
    if (entry === undefined || this.pending(entry) === null) return;
    await new Promise<void>((resolve) => entry.waiting.push(resolve));
  }

  /** Looks into a block that has just been taken into the index, while its bytes are at hand. */
  fed(file: number, offset: number, bytes: Buffer): void {
    if (this.entries.size === 0) return;
    this.blocks.fed(this.uses(), this.index.segments, file, offset, bytes, (segment, from, to) =>
      this.remark(segment, from, to),
    );
    this.wake();
  }

  /** The segment is let go. */
  evicting({ id }: Segment): void {
    for (const { checked } of this.entries.values()) checked.delete(id);
  }

  /** There may be rows of which nothing is known yet. */
  wake(): void {
    if (this.running || this.closed || this.entries.size === 0) return;
    this.running = true;
    void this.run().finally(() => {
      this.running = false;
      if ([...this.entries.values()].some((entry) => this.pending(entry) !== null)) this.wake();
    });
  }

  close(): void {
    this.closed = true;
    for (const standing of [...this.entries.keys()]) this.remove(standing);
    this.blocks.close();
  }

  private async run(): Promise<void> {
    try {
      for (let work = this.next(); work !== null && !this.closed; work = this.next()) {
        await this.search(work.entry, work.segment);
        await nextTurn();
      }
    } finally {
      await this.reading.close();
    }
  }

  /** What is to be searched next. */
  private next(): { readonly entry: Entry; readonly segment: Segment } | null {
    for (const entry of [...this.entries.values()].reverse()) {
      const segment = this.pending(entry);
      if (segment !== null) return { entry, segment };
      this.settle(entry);
    }
    return null;
  }

  private settle(entry: Entry): void {
    if (entry.waiting.length > 0) for (const resolve of entry.waiting.splice(0)) resolve();
  }

  /** The newest segment in which there are rows to be looked at; of a compressed file that is being read its oldest. */
  private pending(entry: Entry): Segment | null {
    let newest: Segment | null = null;
    let first: Segment | null = null;
    for (const segment of this.index.segments) {
      const checked = entry.checked.get(segment.id);
      const known = checked === undefined ? 0 : this.advance(entry, segment, checked);
      if (checked !== undefined && known === segment.end - segment.start) continue;
      if (this.reading.isForward(segment.file)) first ??= segment;
      if (newest === null || !(lastTime(newest) > lastTime(segment))) newest = segment;
    }
    return first ?? newest;
  }

  /** Takes rows that came at either end as checked where nothing of them is to be found out; gives the rows checked. */
  private advance({ standing }: Entry, segment: Segment, checked: Checked): number {
    const { start, end } = segment;
    if (checked.end < end && unresolvedRows(standing, segment, checked.end, end).length === 0) checked.end = end;
    if (checked.start > start && unresolvedRows(standing, segment, start, checked.start).length === 0) {
      checked.start = start;
    }
    return checked.end - checked.start;
  }

  /** Goes through a segment, until something else is asked for. */
  private async search(entry: Entry, segment: Segment): Promise<void> {
    const { start, end } = segment;
    const rows = unresolvedRows(entry.standing, segment, start, end);
    const isForward = rows.length > 0 && (await this.reading.open(segment.file));
    const runs = runsOf(segment, rows, this.blocks.capacity);
    if (!isForward) runs.reverse();
    let done = true;
    for await (const read of this.reading.read(runs, this.blocks)) {
      const { run } = read;
      await this.blocks.search(entry.standing.texts, segment, read, (row) => this.reading.readAlone(row));
      this.remark(segment, run.from, run.to);
      entry.partly = isForward ? run.to - start : end - run.from;
      done = run === runs.at(-1);
      if (done || !this.isNext(entry)) break;
      this.onFound(entry.standing, false);
    }
    entry.partly = 0;
    if (!done) return;
    const known = entry.checked.get(segment.id);
    // Rows may have come at either end meanwhile.
    if (this.index.segments.includes(segment)) {
      entry.checked.set(segment.id, {
        start: Math.min(start, known?.start ?? start),
        end: Math.max(end, known?.end ?? end),
      });
    }
    if (this.entries.has(entry.standing)) this.onFound(entry.standing, this.pending(entry) === null);
  }

  private isNext(entry: Entry): boolean {
    return !this.closed && [...this.entries.values()].at(-1) === entry;
  }

  private uses() {
    return new Set([...this.entries.keys()].flatMap(({ texts }) => texts.flatMap(({ columns }) => columns)));
  }

  private remark(segment: Segment, from: number, to: number): void {
    for (const standing of this.entries.keys()) standing.remark(segment, from, to);
  }
}

function lastTime({ time, end }: Segment): number {
  return time[end - 1]!;
}
