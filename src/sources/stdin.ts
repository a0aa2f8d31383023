/** What is piped into the program, as a source: whole lines in the order in which they come, to the end. */

import type { Readable } from 'node:stream';
import { bytesText } from '../audit/amounts.ts';
import { codeOf } from './file-errors.ts';
import { isGzip, unpackStrand } from './inflate.ts';
import { lineBuffer } from './pieces.ts';
import { createPull, type Pull } from './pull.ts';
import type { FileRef, ReadOptions, Source, SourceEvent, SourceState } from './source.ts';
import type { Spool } from './spool.ts';

export interface StdinOptions {
  /** A longer line comes in pieces of about this many bytes, each of them a bad line to its consumer. */
  readonly maxLineBytes: number;
  /** How often the bytes read are told while nothing else changes, in ms. */
  readonly tellMs: number;
}

const MB = 1024 * 1024;
const OPTIONS: StdinOptions = { maxLineBytes: 64 * MB, tellMs: 1000 };
/** The usual read of a pipe. */
const BLOCK_BYTES = 64 * 1024;

/** As it is called wherever a path would stand. */
export const STDIN_NAME = 'stdin';
const FILE: FileRef = { file: 0, path: STDIN_NAME, dev: 0n, ino: 0n };

/**
 * The stream that `open` gives, which is read once and left as it is when reading is aborted early. Both orders are
 * the order of arrival, and whether it is followed makes no difference: it ends when its writer does. What is gzip
 * by content is unpacked. With a spool all that is handed on can be read back, as far as the spool keeps it.
 */
export function stdinSource(open: () => Readable, spool: Spool | null, options: Partial<StdinOptions> = {}): Source {
  const all = { ...OPTIONS, ...options };
  return {
    name: STDIN_NAME,
    read: (how) => readStdin(open(), spool, how, all),
    readBack: async (_, offset, length) => (spool === null ? null : await spool.read(offset, length)),
    whyGone: () => 'The spool no longer holds this event (--spool-size), or could not take it: see S, the sources.',
  };
}

async function* readStdin(
  stream: Readable,
  spool: Spool | null,
  { signal }: ReadOptions,
  options: StdinOptions,
): AsyncGenerator<SourceEvent, void, void> {
  const pull = createPull(stream, signal);
  const lines = lineBuffer(0, BLOCK_BYTES, options.maxLineBytes);
  let read = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let toldTrouble = '';

  const state = (phase: SourceState['phase'], trouble = ''): SourceEvent => {
    const detail = [trouble, ...(spool === null ? [] : spoolNotes(spool))].filter((text) => text !== '').join(' ');
    toldAt = performance.now();
    toldTrouble = spool?.trouble ?? '';
    return { type: 'state', state: { name: STDIN_NAME, phase, detail, read, size: read } };
  };
  try {
    yield state('live');
    const bytes = await unpackedFrom(pull);
    try {
      for (let ended = false; !ended && !signal.aborted; ) {
        const block = await bytes.next();
        ended = block === null;
        if (block !== null) {
          lines.room(block.length).set(block);
          lines.accept(block.length);
          read += block.length;
        }
        if (signal.aborted) return;
        const piece = block === null ? lines.takeRest() : lines.take();
        if (piece !== null) {
          // First, so that whoever gets an event can ask for it.
          await spool?.add(piece.bytes);
          if (signal.aborted) return;
          yield { type: 'lines', file: FILE, ...piece, where: 'newer' };
        }
        const due = performance.now() - toldAt >= options.tellMs || toldTrouble !== (spool?.trouble ?? '');
        if (!ended && due) yield state('live');
      }
      if (!signal.aborted) yield state('ended', bytes.damage);
    } finally {
      bytes.close();
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === '') throw error;
    yield state('failed', `Reading stdin failed: ${error instanceof Error ? error.message : code}.`);
  } finally {
    pull.close();
  }
}

interface Bytes {
  /** Null at the end. System errors are thrown. */
  next(): Promise<Buffer | null>;
  /** After the end: a sentence where the data ended before its own end, else ''. */
  readonly damage: string;
  close(): void;
}

/** The stream's bytes, unpacked where it begins as a gzip file does. */
async function unpackedFrom(pull: Pull): Promise<Bytes> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const block = await pull.next();
    if (block === null) break;
    head = head.length === 0 ? block : Buffer.concat([head, block]);
  }
  let first: Buffer | null = head.length === 0 ? null : head;
  const next = async (): Promise<Buffer | null> => {
    const block = first ?? (await pull.next());
    first = null;
    return block;
  };
  if (!isGzip(head)) return { next, damage: '', close() {} };
  const strand = unpackStrand(async () => (await next()) ?? Buffer.alloc(0));
  return {
    next: () => strand.next(),
    get damage() {
      const { error } = strand;
      if (error === null) return '';
      const why = error.code === 'Z_BUF_ERROR' ? 'breaks off' : `is damaged (${error.message})`;
      return `What came ${why}: what could be unpacked of it was read.`;
    },
    close: () => strand.close(),
  };
}

function spoolNotes({ dropped, lost, trouble }: Spool): string[] {
  const notes: string[] = [];
  if (dropped > 0) {
    notes.push(`The oldest ${bytesText(dropped)} are listed, but cannot be opened any more (--spool-size).`);
  }
  if (lost > 0) notes.push(`${bytesText(lost)} are listed, but cannot be opened: ${trouble}.`);
  return notes;
}
