/** One forward pass over a source: event after event, in bounded memory, without the index. */

import { LineReader, wholeEventTest } from '../audit/block.ts';
import type { EventFields } from '../audit/event.ts';
import { KnownTexts } from '../audit/known-texts.ts';
import type { BlockReader } from '../audit/line-walk.ts';
import { createBlockScanner } from '../audit/scan-block.ts';
import { scannedFields } from '../audit/scanned.ts';
import type { RawText } from '../query/raw.ts';
import type { FileRef, Source, SourceEvent, SourceState } from '../sources/source.ts';

export interface StreamedEvent {
  readonly fields: EventFields;
  /** The event's JSON: its own line byte for byte (less a CR before the LF), or one made of another form. */
  text(): string;
  /** The same in bytes, valid as long as the block's. */
  readonly raw: RawText;
  /** Name of the source it came from. */
  readonly source: string;
  /** Path of the file it stands in, and its line there, from 1. */
  readonly file: string;
  readonly line: number;
}

/** What a pass has seen; read it when the pass is over, or while it goes. */
export interface Tally {
  bytes: number;
  events: number;
  badLines: number;
  /** Of these, how many in which source, by its name: only sources that have some. */
  readonly badIn: Map<string, number>;
  /** The last state that each source told, by its name. */
  readonly sources: Map<string, SourceState>;
  /** The same of each place in which sources are looked for. */
  readonly places: Map<string, SourceState>;
}

export function emptyTally(): Tally {
  return { bytes: 0, events: 0, badLines: 0, badIn: new Map(), sources: new Map(), places: new Map() };
}

export type OnState = (state: SourceState, of: 'source' | 'place') => void;
export type Take = (event: StreamedEvent) => void;

/** The blocks of one source, in order, to events. */
export interface EventReader {
  /** Takes the events of a block; their texts can be asked for as long as the block's bytes are valid. */
  block(event: Extract<SourceEvent, { readonly type: 'lines' }>, take: Take): void;
  /** Takes what was held back, in case it went on: nothing more comes. */
  end(take: Take): void;
}

export function eventReader(source: string, tally: Tally): EventReader {
  const known = new KnownTexts();
  const scanner = createBlockScanner(known);
  const readers = new Map<number, LineReader>();
  let last: FileRef | null = null;
  const taking = (file: FileRef, take: Take): BlockReader => ({
    event(bytes, start, end, { linesBefore }) {
      tally.events++;
      const textEnd = bytes[end - 1] === 13 ? end - 1 : end;
      take({
        fields: scannedFields(scanner, known),
        text: () => bytes.toString('utf8', start, textEnd),
        raw: { bytes, from: start, to: textEnd },
        source,
        file: file.path,
        line: linesBefore + 1,
      });
    },
    bad() {
      tally.badLines++;
      tally.badIn.set(source, (tally.badIn.get(source) ?? 0) + 1);
    },
  });
  const settle = (take: Take): void => {
    if (last !== null) readers.get(last.file)?.settle(taking(last, take));
  };
  return {
    block({ file, offset, bytes }, take) {
      const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      tally.bytes += block.length;
      // A file read to its end goes on with nothing: its events come before those of the next.
      if (last?.file !== file.file) settle(take);
      last = file;
      const reader = readers.get(file.file) ?? new LineReader(scanner);
      readers.set(file.file, reader);
      reader.newer(block, offset, taking(file, take));
    },
    end: settle,
  };
}

export interface PassOptions {
  readonly follow: boolean;
  readonly signal: AbortSignal;
  /** Called with each event, in order. */
  readonly take: Take;
  /** Called after each block. `caughtUp`: what was there has been taken, in so far as it is to be waited for. */
  readonly pause: (caughtUp: boolean) => Promise<void>;
  /** Called with each state of a source, or of a place in which sources are looked for, when it is told. */
  readonly onState: OnState;
}

/** Passes over one source; ends when it does. */
export async function streamEvents(source: Source, tally: Tally, options: PassOptions): Promise<void> {
  const { follow, signal, take, pause, onState } = options;
  const reader = eventReader(source.name, tally);
  let caughtUp = false;
  for await (const event of source.read({ order: 'forward', isWhole: wholeEventTest(), follow, signal })) {
    if (event.type === 'lines') reader.block(event, take);
    if (event.type === 'state') {
      tally.sources.set(source.name, event.state);
      onState(event.state, 'source');
      caughtUp = event.state.phase === 'live';
    }
    if (event.type !== 'truncated') await pause(caughtUp);
  }
  reader.end(take);
  await pause(caughtUp);
}
