/** One event read back from its source, and checked to be the one the row was made of. */
import { eventsOfLine } from '../audit/forms.ts';
import { hash53 } from '../audit/hash.ts';
import { createScanner } from '../audit/scan.ts';
import { SLOT } from '../audit/shape.ts';
import type { FileRef } from '../sources/source.ts';
import type { EventId, Gone, RawEvent } from './engine.ts';
import type { RowRef } from './walk.ts';

const scanner = createScanner();

/** Reads back from one source: as `readBack` and `whyGone` of `Sources`. */
export interface ReadBack {
  read(file: FileRef, offset: number, length: number): Promise<Uint8Array | null>;
  whyGone(): string | null;
}

/** The event's own text, or why it cannot be had; never another event's. */
export async function readEvent(from: ReadBack, file: FileRef, at: RowRef, id: EventId): Promise<RawEvent | Gone> {
  const { segment, row } = at;
  const offset = segment.offsetOf(row);
  const item = segment.item[row]!;
  const audit = segment.audit[row]!;
  const bytes = await from.read(file, offset, segment.length[row]!);
  if (bytes === null) {
    const why = from.whyGone() ?? `${file.path} no longer holds this event: it was removed or truncated.`;
    return { id, gone: why };
  }
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const text = textOf(line, item);
  if (text === null || auditOf(text) !== audit)
    return { id, gone: `${file.path} holds something else in this place now.` };
  return { id, file: file.path, offset, line: null, text };
}

function textOf(line: string, item: number): string | null {
  const events = eventsOfLine(line);
  return 'bad' in events ? null : (events[item] ?? null);
}

function auditOf(text: string): number {
  if (scan(text) !== 'event') return -1;
  const audit = Buffer.from(scanner.text(SLOT.auditID));
  return scanner.from[SLOT.auditID]! < 0 ? 0 : hash53(audit, 0, audit.length);
}

function scan(text: string): string {
  const bytes = Buffer.from(`${text}\n`);
  return scanner.scan(bytes, 0, bytes.length - 1);
}
