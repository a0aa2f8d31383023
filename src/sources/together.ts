/** Several sources read at once: each is pulled on its own, so that none waits for another. */

import { createPulls } from './pulls.ts';
import type { BackFile, FileRef, ReadOptions, Source, SourceEvent, SourceState } from './source.ts';

/** A source that came later, or how the place is in which sources are looked for. */
export type Arrival =
  | { readonly type: 'source'; readonly source: Source }
  /** `place` tells places apart: 0, 1, 2 in the order they were named. A state that was told is replaced by the next. */
  | { readonly type: 'place'; readonly place: number; readonly state: SourceState };

/** What was named, found: sources that are there from the start, and those that come. */
export interface Collection {
  /** Each once, in the order in which they were named, then by name. */
  readonly sources: readonly Source[];
  /**
   * What comes later, and states of the places it is looked for in; it ends when aborted, and where nothing is
   * followed at once. Null where only files are named.
   */
  readonly later: ((signal: AbortSignal, follow: boolean) => AsyncIterable<Arrival>) | null;
}

/** An event of one of several sources, which count from 0 on; a state of a place is told under -1, -2, -3. */
export interface SourcesEvent {
  readonly source: number;
  /** As `Source.name`. */
  readonly name: string;
  readonly event: SourceEvent;
}

/** As `ReadOptions`; the history is asked for source by source. */
export interface ReadAllOptions extends Omit<ReadOptions, 'wantsOlder'> {
  readonly wantsOlder?: (source: number) => boolean;
}

export interface Sources {
  /** As `Source.read`. What an event holds is valid until the next pull. */
  read(options: ReadAllOptions): AsyncIterable<SourcesEvent>;
  /** As `Source.readBack`, of that source. */
  readBack(source: number, file: FileRef, offset: number, length: number): Promise<Uint8Array | null>;
  /** As `Source.openBack`, whether it has that or not. */
  openBack(source: number, file: FileRef): Promise<BackFile | null>;
  /** As `Source.whyGone`. */
  whyGone(source: number): string | null;
}

/** Reads them together, in turns; a source that throws, or a collection that cannot be had, ends the reading of all. */
export function together(collection: Collection | Promise<Collection>): Sources {
  const all: Source[] = [];
  return {
    async *read(options) {
      const { sources, later } = await collection;
      all.push(...sources);
      yield* readAll(all, later, options);
    },
    async readBack(source, file, offset, length) {
      return (await all[source]?.readBack(file, offset, length)) ?? null;
    },
    async openBack(at, file) {
      const source = all[at];
      if (source === undefined) return null;
      return source.openBack === undefined ? byReadBack(source, file) : await source.openBack(file);
    },
    whyGone: (source) => all[source]?.whyGone?.() ?? null,
  };
}

function byReadBack(source: Source, file: FileRef): BackFile {
  return {
    isForward: false,
    async read(offset, into) {
      const bytes = await source.readBack(file, offset, into.length);
      if (bytes === null || bytes.length < into.length) return 'missing';
      into.set(bytes);
      return 'read';
    },
    async close() {},
  };
}

async function* readAll(
  all: Source[],
  later: Collection['later'],
  options: ReadAllOptions,
): AsyncGenerator<SourcesEvent, void, void> {
  const pulls = createPulls(options.signal);
  const { signal } = pulls;
  /** What was dealt with last, and how more of it is had once the consumer is done with it. */
  const dealt: { event: SourcesEvent | null; more: (() => void) | null } = { event: null, more: null };

  function start<T>(iterable: AsyncIterable<T>, give: (value: T) => SourcesEvent | null): void {
    const iterator = iterable[Symbol.asyncIterator]();
    const again = (): void =>
      pulls.pull(iterator, (value) => {
        dealt.event = value === null ? null : give(value);
        dealt.more = value === null ? null : again;
      });
    again();
  }

  function startSource(source: Source, at: number): void {
    const { name } = source;
    const { wantsOlder, ...others } = options;
    const ofThis = wantsOlder === undefined ? {} : { wantsOlder: () => wantsOlder(at) };
    start(source.read({ ...others, ...ofThis, signal }), (told) => ({ source: at, name, event: told }));
  }

  function arrived(arrival: Arrival): SourcesEvent | null {
    if (arrival.type === 'place') {
      const { place, state } = arrival;
      return { source: -1 - place, name: state.name, event: { type: 'state', state } };
    }
    startSource(arrival.source, all.push(arrival.source) - 1);
    return null;
  }

  try {
    for (const [at, source] of all.entries()) startSource(source, at);
    if (later !== null) start(later(signal, options.follow), arrived);
    while (pulls.open) {
      await pulls.came();
      pulls.deal();
      if (dealt.event !== null) yield dealt.event;
      dealt.more?.();
    }
  } finally {
    await pulls.close();
  }
}
