/** One forward pass over a source: event after event, in bounded memory, without the index. */

import { readBlock, wholeEventTest } from '../audit/block.ts';
import type { EventFields } from '../audit/event.ts';
import { createScanner } from '../audit/scan.ts';
import { scannedFields } from '../audit/scanned.ts';
import type { Source, SourceState } from '../sources/source.ts';

export interface StreamedEvent {
  readonly fields: EventFields;
  /** The event's JSON: its own line byte for byte (less a CR before the LF), or one item of a list. */
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
  let file = -1;
  let lines = 0;
  for await (const event of source.read({ order: 'forward', isWhole: wholeEventTest(), ...options })) {
    if (event.type === 'state') {
      tally.state = event.state;
      await pause();
    }
    if (event.type !== 'lines') continue;
    const block = Buffer.from(event.bytes.buffer, event.bytes.byteOffset, event.bytes.byteLength);
    tally.bytes += block.length;
    if (event.file.file !== file) lines = 0;
    file = event.file.file;
    const before = lines;
    lines += readBlock(scanner, block, event.offset, {
      event(bytes, start, end, { linesBefore }) {
        tally.events++;
        const last = bytes[end - 1] === 13 ? end - 1 : end;
        take({
          fields: scannedFields(scanner),
          text: () => bytes.toString('utf8', start, last),
          file: event.file.path,
          line: before + linesBefore + 1,
        });
      },
      bad() {
        tally.badLines++;
      },
    });
    await pause();
  }
}
