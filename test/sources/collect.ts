/** Reads a source in the background and keeps what it said, for tests that change files under it. */

import type { FileRef, ReadOptions, Source, SourceEvent, SourceState } from '../../src/sources/source.ts';

export interface Collected {
  /** Copies: a piece's bytes are valid until the next pull only. */
  readonly events: SourceEvent[];
  readonly states: SourceState[];
  /** The bytes of one file, put together by their offsets. Throws where they overlap or leave a hole. */
  bytes(file: number): Buffer;
  /** The lines of all `newer` pieces, in the order they came. */
  newerLines(): string[];
  refs(): FileRef[];
  phase(): SourceState['phase'] | undefined;
  /** Waits until `condition` holds; throws what there is after `ms`. */
  until(condition: () => boolean, what: string, ms?: number): Promise<void>;
  /** Resolves when the iteration ended by itself. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

const isJson = (line: Uint8Array): boolean => {
  try {
    JSON.parse(Buffer.from(line).toString());
    return true;
  } catch {
    return false;
  }
};

/** Follows from the end unless `how` says otherwise. A whole event is whatever parses as JSON. */
export function collect(source: Source, how: Partial<ReadOptions> = {}): Collected {
  const events: SourceEvent[] = [];
  const states: SourceState[] = [];
  const abort = new AbortController();
  const options: ReadOptions = { order: 'tail', follow: true, isWhole: isJson, signal: abort.signal, ...how };
  const run = async (): Promise<void> => {
    for await (const event of source.read(options)) {
      events.push(event.type === 'lines' ? { ...event, bytes: new Uint8Array(event.bytes) } : event);
      if (event.type === 'state') states.push(event.state);
    }
  };
  const done = run();
  done.catch(() => {}); // Seen by whoever awaits `done` or `stop`.
  return {
    events,
    states,
    bytes: (file) => assemble(events, file),
    newerLines: () =>
      events
        .flatMap((event) =>
          event.type === 'lines' && event.where === 'newer' ? [Buffer.from(event.bytes).toString()] : [],
        )
        .flatMap((piece) => piece.split('\n'))
        .filter((line) => line !== ''),
    refs() {
      const refs = new Map<number, FileRef>();
      for (const event of events) if (event.type !== 'state') refs.set(event.file.file, event.file);
      return [...refs.values()].sort((a, b) => a.file - b.file);
    },
    phase: () => states.at(-1)?.phase,
    async until(condition, what, ms = 10_000) {
      await waitFor(
        condition,
        () => `${what}; states: ${JSON.stringify(states.slice(-4))}, ${events.length} events`,
        ms,
      );
    },
    done,
    async stop() {
      abort.abort();
      await done;
    },
  };
}

/** Waits until `condition` holds. */
export async function waitFor(condition: () => boolean, what: () => string, ms = 10_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms for: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function assemble(events: readonly SourceEvent[], file: number): Buffer {
  const pieces = events.filter((event) => event.type === 'lines' && event.file.file === file);
  const sorted = pieces.flatMap((event) => (event.type === 'lines' ? [event] : [])).sort((a, b) => a.offset - b.offset);
  let at = sorted[0]?.offset ?? 0;
  for (const piece of sorted) {
    if (piece.offset !== at) throw new Error(`file ${file}: a piece begins at ${piece.offset}, not at ${at}`);
    at += piece.bytes.length;
  }
  return Buffer.concat(sorted.map((piece) => piece.bytes));
}
