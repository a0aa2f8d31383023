/** One forward pass over several sources: their events in the order of time, at most a block of each held. */

import { wholeEventTest } from '../audit/block.ts';
import { createPulls } from '../sources/pulls.ts';
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

/** Passes over all sources of the collection, those that come later included; ends when all have ended. */
export async function mergeEvents({ sources, later }: Collection, tally: Tally, options: MergeOptions): Promise<void> {
  const { follow, take, pause, onState } = options;
  const feeds: Feed[] = [];
  const pulls = createPulls(options.signal);
  const { signal } = pulls;
  const agains = new Map<Feed, () => void>();

  function start(source: Source, caught: boolean): void {
    const feed = new Feed(feeds.length, eventReader(source.name, tally), caught, options.order === 'time');
    feeds.push(feed);
    const iterator = source
      .read({ order: 'forward', isWhole: wholeEventTest(), follow, signal })
      [Symbol.asyncIterator]();
    const again = (): void => pulls.pull(iterator, onEvent);
    const onEvent = (event: SourceEvent | null): void => {
      if (event === null) {
        feed.over = true;
        feed.fill((taken) => feed.reader.end(taken));
      } else if (event.type === 'lines') feed.fill((taken) => feed.reader.block(event, taken));
      else if (event.type === 'state') told(event.state, feed);
      if (feed.empty && !feed.over) again();
    };
    agains.set(feed, again);
    again();
  }

  function told(state: SourceState, feed: Feed | null): void {
    const of = feed === null ? 'place' : 'source';
    tally[`${of}s`].set(state.name, state);
    onState(state, of);
    if (feed !== null && follow && state.phase !== 'reading') feed.caught = true;
  }

  function startLater(iterator: AsyncIterator<Arrival>): void {
    pulls.pull(iterator, (arrival) => {
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
      while (pulls.deal());
      const { first, second, waits } = nextOf(feeds, options.order);
      if (first !== null && !waits) {
        first.give(second, take);
        if (first.empty && !first.over) agains.get(first)?.();
        continue;
      }
      await pause(!waits);
      if (!pulls.open) return;
      await pulls.came();
    }
  } finally {
    await pulls.close();
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
