/** What the engine tells beside views: its sources, how much is read, the rate, bad lines, gaps, drift. */
import type { FileRef, SourceState } from '../sources/source.ts';
import type { Progress, SourceStatus } from './engine.ts';
import { Gaps } from './gaps.ts';
import { Goal } from './goal.ts';
import type { Index } from './index-store.ts';
import { Rate } from './rate.ts';

/** A source as it last was. */
interface Known {
  state: SourceState;
  /** What the user should know of it beside its state. */
  note: string;
  readonly rate: Rate;
  /** When lines came from it live, ms since 1970; null where none did. */
  came: number | null;
}

/** What ends reading back before all has been read. */
export interface Limits {
  /** Bytes of the index at which it stops, Infinity for no limit. */
  readonly indexBytes: number;
  /** Bytes of history that may still be read. */
  readonly historyLeft: () => number;
}

export class Telling {
  private readonly index: Index;
  private readonly limits: Limits;
  private readonly goal = new Goal();
  private readonly onProgress: (progress: Progress) => void;
  /** By number; those below 0 are places in which sources are looked for. */
  private readonly sources = new Map<number, Known>();
  private readonly gaps: Gaps;
  private rateTimer: NodeJS.Timeout | null = null;
  private toldBad = 0;
  private toldDrift = 0;

  /** `files`: those of all rows, by their ids in the index. */
  constructor(
    index: Index,
    files: ReadonlyMap<number, FileRef>,
    limits: Limits,
    onProgress: (progress: Progress) => void,
  ) {
    this.index = index;
    this.limits = limits;
    this.onProgress = onProgress;
    this.gaps = new Gaps(index, files, (source) => this.lastCame(source), onProgress);
  }

  /** Whether the past of any source is being read. */
  get isReading(): boolean {
    return [...this.sources.values()].some(({ state }) => state.phase === 'reading');
  }

  /** Notes how a source is now, and tells it; that it has only come further is told with the next of its events. */
  is(source: number, state: SourceState): void {
    const known = this.sources.get(source);
    const before = known?.state;
    if (known === undefined) this.sources.set(source, { state, note: '', rate: new Rate(), came: null });
    else known.state = state;
    if (before?.phase !== state.phase || before.detail !== state.detail) this.tell();
  }

  /** Notes a sentence about a source, and tells it. */
  note(source: number, note: string): void {
    const known = this.sources.get(source);
    if (known !== undefined) known.note = note;
    this.tell();
  }

  /** Notes events that came at the end of a source. */
  came(source: number, events: number): void {
    const known = this.sources.get(source);
    if (known?.state.phase !== 'live') return;
    known.rate.add(events, Date.now());
    if (events > 0) known.came = Date.now();
  }

  /** Tells how things stand; nothing before a source has said how it is. */
  tell(): void {
    const { index } = this;
    if (this.sources.size === 0) return;
    const sources = [...this.sources].sort(([a], [b]) => orderOf(a) - orderOf(b)).map((each) => this.statusOf(...each));
    this.onProgress({ type: 'sources', sources: sources.filter(isWorthTelling) });
    const read = sources.reduce((sum, each) => sum + each.read, 0);
    const size = sources.reduce((sum, each) => sum + each.size, 0);
    const done = sources.every(({ phase }) => phase !== 'reading');
    const { indexBytes: allowed, historyLeft } = this.limits;
    const taken = index.bytes;
    const goal = done ? null : this.goal.of({ read, size, historyLeft: historyLeft(), taken, allowed });
    this.onProgress({
      type: 'loading',
      read,
      size,
      ...(goal === null ? {} : { goal }),
      done,
      events: index.held,
      full: taken >= allowed,
      evicted: evictedOf(index),
    });
    this.tellRate();
    if (index.bad.count !== this.toldBad) {
      this.toldBad = index.bad.count;
      this.onProgress({ type: 'bad', count: index.bad.count, latest: index.bad.latest() });
    }
    this.gaps.tell();
    if (index.drifting !== this.toldDrift) {
      this.toldDrift = index.drifting;
      this.onProgress({ type: 'drift', count: index.drifting });
    }
  }

  /** Of the past, the part that is not held: not read yet, or left out; null where nobody knows how large it is. */
  unheld(): number | null {
    const states = [...this.sources.values()].map(({ state }) => state);
    if (!this.isReading) {
      return this.index.evicted > 0 || states.some(({ isPartial = false }) => isPartial) ? null : 0;
    }
    const read = states.reduce((sum, state) => sum + state.read, 0);
    const size = states.reduce((sum, state) => sum + state.size, 0);
    const { indexBytes: allowed, historyLeft } = this.limits;
    const goal = this.goal.of({ read, size, historyLeft: historyLeft(), taken: this.index.bytes, allowed });
    return goal === null ? null : goal > read ? 1 - read / goal : 0;
  }

  close(): void {
    this.gaps.close();
    if (this.rateTimer !== null) clearTimeout(this.rateTimer);
  }

  private lastCame(source: number): number | null {
    const known = this.sources.get(source);
    return known?.state.phase === 'live' ? known.came : null;
  }

  private statusOf(source: number, { state, note, rate }: Known): SourceStatus {
    const lane = source < 0 ? null : this.index.lane(source);
    return {
      ...state,
      detail: state.detail || note,
      source,
      events: lane?.held ?? 0,
      badLines: this.index.bad.countOf(source),
      perSecond: rate.perSecond(Date.now()),
      newest: lane?.newest ?? Number.NaN,
    };
  }

  /** Live events a second; while there are any, it is told again until they are out of the window. */
  private tellRate(): void {
    const now = Date.now();
    const perSecond = [...this.sources.values()].reduce((sum, { rate }) => sum + rate.perSecond(now), 0);
    this.onProgress({ type: 'rate', perSecond });
    if (perSecond === 0) return;
    this.rateTimer ??= setTimeout(() => {
      this.rateTimer = null;
      this.tellRate();
    }, 1000);
  }
}

function evictedOf(index: Index): Extract<Progress, { type: 'loading' }>['evicted'] {
  if (index.evicted === 0) return null;
  const oldest = index.lanes.map(({ segments: [first] }) => first?.time[first.start] ?? Number.NaN);
  return { events: index.evicted, from: Math.min(...oldest.filter((time) => !Number.isNaN(time))) };
}

/** The sources in their order, then the places. */
function orderOf(source: number): number {
  return source < 0 ? Number.MAX_SAFE_INTEGER + source : source;
}

/** A place in which all is well is no news: its sources are. */
function isWorthTelling({ source, phase }: SourceStatus): boolean {
  return source >= 0 || phase !== 'live';
}
