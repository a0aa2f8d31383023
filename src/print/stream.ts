/** One forward pass over a source: event after event, in bounded memory, without the index. */
import type { EventFields } from '../audit/event.ts';
import { listItems } from '../audit/lists.ts';
import { createScanner } from '../audit/scan.ts';
import { scannedFields } from '../audit/scanned.ts';
import type { Source, SourceState } from '../sources/source.ts';

export interface StreamedEvent {
  readonly fields: EventFields;
  /** The event's JSON: its own line byte for byte (less a CR before the LF), or one item of a list. */
  text(): string;
  /** Path of the file it stands in. */
  readonly file: string;
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
  const whole = createScanner();
  const isWhole = (line: Uint8Array): boolean => {
    const bytes = Buffer.concat([line, Buffer.of(10)]);
    return whole.scan(bytes, 0, line.length) === 'event';
  };
  for await (const event of source.read({ order: 'forward', isWhole, ...options })) {
    if (event.type === 'state') {
      tally.state = event.state;
      await pause();
    }
    if (event.type !== 'lines') continue;
    const bytes = Buffer.from(event.bytes.buffer, event.bytes.byteOffset, event.bytes.byteLength);
    tally.bytes += bytes.length;
    const file = event.file.path;
    const bom = event.offset === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    for (let at = bom; at < bytes.length; ) {
      const lf = bytes.indexOf(10, at);
      const end = lf < 0 ? bytes.length : lf;
      const start = at;
      const kind = scanner.scan(bytes, start, end);
      if (kind === 'event') {
        const last = bytes[end - 1] === 13 ? end - 1 : end;
        tally.events++;
        take({ fields: scannedFields(scanner), text: () => bytes.toString('utf8', start, last), file });
      } else if (kind === 'bad') tally.badLines++;
      else if (kind === 'list') takeList(bytes.toString('utf8', start, end), file);
      at = end + 1;
    }
    await pause();
  }

  function takeList(text: string, file: string): void {
    for (const item of listItems(text)) {
      const bytes = Buffer.from(`${item}\n`);
      if (scanner.scan(bytes, 0, bytes.length - 1) === 'event') {
        tally.events++;
        take({ fields: scannedFields(scanner), text: () => item, file });
      } else tally.badLines++;
    }
  }
}
