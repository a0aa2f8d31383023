/** One forward pass over a source: event after event, in bounded memory, without the index. */

import { LineReader, wholeEventTest } from '../audit/block.ts';
import type { EventFields } from '../audit/event.ts';
import type { BlockReader } from '../audit/line-walk.ts';
import { createScanner } from '../audit/scan.ts';
import { scannedFields } from '../audit/scanned.ts';
import type { FileRef, Source, SourceState } from '../sources/source.ts';

export interface StreamedEvent {
  readonly fields: EventFields;
  /** The event's JSON: its own line byte for byte (less a CR before the LF), or one made of another form. */
  text(): string;
  /** Path of the file it stands in, and its line there, from 1. */
  readonly file: string;
  readonly line: number;
}

/** What a pass has seen; read it when the pass is over, or while it goes. */
export interface Tally {
  bytes: number;
  events: number;
  badLines: number;
  /** The last state the source told. */
  state: SourceState | null;
}

/** Calls `take` with each event in order and `pause` after each block; ends when the source does. */
export async function streamEvents(
  source: Source,
  options: { readonly follow: boolean; readonly signal: AbortSignal },
  tally: Tally,
  take: (event: StreamedEvent) => void,
  pause: () => Promise<void>,
): Promise<void> {
  const scanner = createScanner();
  const readers = new Map<number, LineReader>();
  const taking = (file: FileRef): BlockReader => ({
    event(bytes, start, end, { linesBefore }) {
      tally.events++;
      const last = bytes[end - 1] === 13 ? end - 1 : end;
      take({
        fields: scannedFields(scanner),
        text: () => bytes.toString('utf8', start, last),
        file: file.path,
        line: linesBefore + 1,
      });
    },
    bad() {
      tally.badLines++;
    },
  });
  let last: FileRef | null = null;
  const settle = (): void => {
    if (last !== null) readers.get(last.file)?.settle(taking(last));
  };
  for await (const event of source.read({ order: 'forward', isWhole: wholeEventTest(), ...options })) {
    if (event.type === 'state') {
      tally.state = event.state;
      await pause();
    }
    if (event.type !== 'lines') continue;
    const block = Buffer.from(event.bytes.buffer, event.bytes.byteOffset, event.bytes.byteLength);
    tally.bytes += block.length;
    // A file read to its end goes on with nothing: its events come before those of the next.
    if (last?.file !== event.file.file) settle();
    last = event.file;
    const reader = readers.get(event.file.file) ?? new LineReader(scanner);
    readers.set(event.file.file, reader);
    reader.newer(block, event.offset, taking(event.file));
    await pause();
  }
  settle();
  await pause();
}
