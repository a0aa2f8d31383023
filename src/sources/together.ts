/** Several sources read at once: each is pulled on its own, so that none waits for another. */

import type { FileRef, ReadOptions, Source, SourceEvent, SourceState } from './source.ts';

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

export interface Sources {
  /** As `Source.read`. What an event holds is valid until the next pull. */
  read(options: ReadOptions): AsyncIterable<SourcesEvent>;
  /** As `Source.readBack`, of that source. */
  readBack(source: number, file: FileRef, offset: number, length: number): Promise<Uint8Array | null>;
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
    whyGone: (source) => all[source]?.whyGone?.() ?? null,
  };
}

/** An iterator that is being pulled: it is asked again only when what it gave has been dealt with. */
interface Puller {
  pull(): void;
  close(): Promise<unknown>;
}

type Ready = { readonly give: () => SourcesEvent | null; readonly by: Puller | null } | { readonly error: unknown };

async function* readAll(
  all: Source[],
  later: Collection['later'],
  options: ReadOptions,
): AsyncGenerator<SourcesEvent, void, void> {
  const ready: Ready[] = [];
  const pullers = new Set<Puller>();
  // Whoever waits for something is told to end when one fails, or nobody wants more.
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let wake: (() => void) | null = null;

  function push(one: Ready): void {
    ready.push(one);
    wake?.();
  }

  function start<T>(iterable: AsyncIterable<T>, give: (value: T) => SourcesEvent | null): void {
    const iterator = iterable[Symbol.asyncIterator]();
    const puller: Puller = {
      pull() {
        iterator.next().then(
          (next) => {
            if (next.done === true) {
              pullers.delete(puller);
              push({ give: () => null, by: null });
            } else push({ give: () => give(next.value), by: puller });
          },
          (error: unknown) => push({ error }),
        );
      },
      close: async () => await iterator.return?.(),
    };
    pullers.add(puller);
    puller.pull();
  }

  function startSource(source: Source, at: number): void {
    const { name } = source;
    start(source.read({ ...options, signal }), (event) => ({ source: at, name, event }));
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
    while (pullers.size > 0 || ready.length > 0) {
      const next = ready.shift();
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = null;
        continue;
      }
      if ('error' in next) throw next.error;
      const event = next.give();
      if (event !== null) yield event;
      next.by?.pull();
    }
  } finally {
    stop.abort();
    await Promise.all([...pullers].map((puller) => puller.close()));
  }
}
