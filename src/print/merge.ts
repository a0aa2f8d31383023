/** One forward pass over several sources: their events in the order of time, at most a block of each held. */

import { wholeEventTest } from '../audit/block.ts';
import type { Source, SourceEvent, SourceState } from '../sources/source.ts';
import type { Arrival, Collection } from '../sources/together.ts';
import { type EventReader, eventReader, type PassOptions, type StreamedEvent, type Tally } from './stream.ts';

export interface MergeOptions extends PassOptions {
  /**
   * `time`: by stageTimestamp, clamped so that each source keeps its order; ties in the order of the sources.
   * `source`: one source after the other, as far as what is there goes.
   */
  readonly order: 'time' | 'source';
}

/** What keeps its source from being pulled: events not taken yet. */
class Feed {
  readonly at: number;
  readonly reader: EventReader;
  /** No more comes of it; and: it need not be waited for, as what was there of it has come. */
  over = false;
  caught: boolean;
  private readonly byTime: boolean;
  private events: StreamedEvent[] = [];
  private keys: number[] = [];
  private next = 0;
  private clock = Number.NEGATIVE_INFINITY;

  constructor(at: number, reader: EventReader, caught: boolean, byTime: boolean) {
    this.at = at;
    this.reader = reader;
    this.caught = caught;
    this.byTime = byTime;
  }

  get empty(): boolean {
    return this.next === this.events.length;
  }

  /** Of the next event, Infinity where there is none. */
  get key(): number {
    return this.keys[this.next] ?? Number.POSITIVE_INFINITY;
  }

  /** Whether its next event comes before the other's. */
  before(other: Feed): boolean {
    return this.key < other.key || (this.key === other.key && this.at < other.at);
  }

  /** Holds what `read` takes, all of it read from one block. */
  fill(read: (take: (event: StreamedEvent) => void) => void): void {
    this.events = [];
    this.next = 0;
    read((event) => this.events.push(event));
    this.keys = this.byTime ? this.times() : this.events.map(() => 0);
  }

  /** Each no less than the one before it; a missing one is its neighbour's. */
  private times(): number[] {
    if (this.clock === Number.NEGATIVE_INFINITY) {
      this.clock = this.events.find(({ fields }) => !Number.isNaN(fields.time))?.fields.time ?? this.clock;
    }
    return this.events.map(({ fields: { time } }) => {
      if (time > this.clock) this.clock = time;
      return this.clock;
    });
  }

  /** Gives out what comes before `other`'s next event; all where there is no other. */
  give(other: Feed | null, take: (event: StreamedEvent) => void): void {
    for (let event = this.events[this.next]; event !== undefined; event = this.events[this.next]) {
      if (other !== null && !this.before(other)) return;
      this.next++;
      take(event);
    }
    this.events = [];
    this.keys = [];
    this.next = 0;
  }
}

/** What has come: it is dealt with before more is asked of the same iterator. */
type Ready = () => void;

/** Passes over all sources of the collection, those that come later included; ends when all have ended. */
export async function mergeEvents({ sources, later }: Collection, tally: Tally, options: MergeOptions): Promise<void> {
  const { follow, take, pause, onState } = options;
  const feeds: Feed[] = [];
  const ready: Ready[] = [];
  const open = new Set<AsyncIterator<unknown>>();
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const pulls = new Map<Feed, () => void>();
  let wake: (() => void) | null = null;

  /** Asks for the next value, and has it dealt with in turn; `onNext` gets null at the end. */
  function pull<T>(iterator: AsyncIterator<T>, onNext: (value: T | null) => void): void {
    open.add(iterator);
    const push = (one: Ready): void => {
      ready.push(one);
      wake?.();
    };
    iterator.next().then(
      (next) => {
        if (next.done === true) open.delete(iterator);
        push(() => onNext(next.done === true ? null : next.value));
      },
      (error: unknown) =>
        push(() => {
          throw error;
        }),
    );
  }

  function start(source: Source, caught: boolean): void {
    const feed = new Feed(feeds.length, eventReader(source.name, tally), caught, options.order === 'time');
    feeds.push(feed);
    const iterator = source
      .read({ order: 'forward', isWhole: wholeEventTest(), follow, signal })
      [Symbol.asyncIterator]();
    const again = (): void => pull(iterator, onEvent);
    const onEvent = (event: SourceEvent | null): void => {
      if (event === null) {
        feed.over = true;
        feed.fill((taken) => feed.reader.end(taken));
      } else if (event.type === 'lines') feed.fill((taken) => feed.reader.block(event, taken));
      else if (event.type === 'state') told(event.state, feed);
      if (feed.empty && !feed.over) again();
    };
    pulls.set(feed, again);
    again();
  }

  function told(state: SourceState, feed: Feed | null): void {
    const of = feed === null ? 'place' : 'source';
    tally[`${of}s`].set(state.name, state);
    onState(state, of);
    if (feed !== null && follow && state.phase !== 'reading') feed.caught = true;
  }

  function startLater(iterator: AsyncIterator<Arrival>): void {
    pull(iterator, (arrival) => {
      if (arrival === null) return;
      if (arrival.type === 'place') told(arrival.state, null);
      else start(arrival.source, true); // What it has joins what has not been taken yet.
      startLater(iterator);
    });
  }

  try {
    for (const source of sources) start(source, false);
    if (later !== null) startLater(later(signal, follow)[Symbol.asyncIterator]());
    for (;;) {
      for (let one = ready.shift(); one !== undefined; one = ready.shift()) one();
      const { first, second, waits } = nextOf(feeds, options.order);
      if (first !== null && !waits) {
        first.give(second, take);
        if (first.empty && !first.over) pulls.get(first)?.();
        continue;
      }
      await pause(!waits);
      if (open.size === 0 && ready.length === 0) return;
      if (ready.length > 0) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = null;
    }
  } finally {
    stop.abort();
    await Promise.all([...open].map((iterator) => iterator.return?.()));
  }
}

/**
 * The feed whose event comes next, and the one before whose event it has to stop; null for none. `waits`: one that has
 * not come yet may be before it.
 */
function nextOf(feeds: readonly Feed[], order: MergeOptions['order']) {
  let first: Feed | null = null;
  let second: Feed | null = null;
  let missing: Feed | null = null;
  for (const feed of feeds) {
    if (feed.empty) {
      if (!feed.over && !feed.caught) missing ??= feed;
    } else if (first === null || feed.before(first)) {
      second = first;
      first = feed;
    } else if (second === null || feed.before(second)) second = feed;
  }
  const waits = missing !== null && (order === 'time' || first === null || missing.at < first.at);
  return { first, second, waits };
}
