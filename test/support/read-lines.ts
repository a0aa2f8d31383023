/** Reading bytes as the file they are, in whatever blocks, and all that is told of it. */
import { LineReader } from '../../src/audit/block.ts';
import type { Accounts, BlockReader } from '../../src/audit/line-walk.ts';
import { createScanner, type Scanner } from '../../src/audit/scan.ts';
import { SLOT } from '../../src/audit/shape.ts';
import { countLines } from '../../src/engine/lines.ts';

export interface ReadEvent {
  readonly text: string;
  readonly auditID: string;
  readonly offset: number;
  readonly length: number;
  readonly item: number;
  /** From 1; as far as the blocks were read forwards. */
  readonly line: number;
}

export interface ReadBad {
  readonly reason: string;
  readonly offset: number;
  readonly length: number;
  readonly item: number;
  readonly line: number;
}

export interface ReadLines {
  /** In the order of the file. */
  readonly events: readonly ReadEvent[];
  readonly bad: readonly ReadBad[];
  readonly accounts: Accounts;
}

/**
 * Reads `bytes` in blocks that end at `cuts`, ascending. The blocks from the `first` on come forwards, then those
 * before it, backwards, as the viewer reads; with 0 all of it is one pass forwards.
 */
export function readLines(
  bytes: Buffer,
  cuts: readonly number[] = [],
  first = 0,
  scanner: Scanner = createScanner(),
): ReadLines {
  const reader = new LineReader(scanner);
  const ends = [...cuts.filter((cut) => cut > 0 && cut < bytes.length), bytes.length];
  const blocks = ends.map((end, at) => ({ offset: at === 0 ? 0 : (ends[at - 1] ?? 0), end }));
  const bad: ReadBad[] = [];
  const events: ReadEvent[] = [];
  const taking: BlockReader = {
    event(from, start, end, { offset, length, item, linesBefore }) {
      const last = from[end - 1] === 13 ? end - 1 : end;
      const auditID = scanner.text(SLOT.auditID);
      const text = from.toString('utf8', start, last);
      events.push({ text, auditID, offset, length, item, line: linesBefore + 1 });
    },
    bad(_, { offset, length, item, linesBefore }, reason) {
      bad.push({ reason, offset, length, item, line: linesBefore + 1 });
    },
  };
  // A block's bytes are only lent.
  const lend = (block: { offset: number; end: number }, take: (lent: Buffer) => number): void => {
    const lent = Buffer.from(bytes.subarray(block.offset, block.end));
    const lines = countLines(lent, lent.length);
    if (take(lent) !== lines) throw new Error(`not the ${lines} LFs of the block at ${block.offset}`);
    lent.fill(0x58);
  };
  for (const block of blocks.slice(first)) lend(block, (lent) => reader.newer(lent, block.offset, taking));
  for (const block of blocks.slice(0, first).reverse()) lend(block, (lent) => reader.older(lent, block.offset, taking));
  reader.settle(taking);
  const inOrder = (a: ReadBad | ReadEvent, b: ReadBad | ReadEvent): number => a.offset - b.offset || a.item - b.item;
  return { events: events.sort(inOrder), bad: bad.sort(inOrder), accounts: reader.accounts };
}
