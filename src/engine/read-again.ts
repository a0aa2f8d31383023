/** Reads rows again that were let go, for somebody who scrolls back to them: a block at a time, in front of those held. */
import type { LineReader } from '../audit/block.ts';
import type { FileRef } from '../sources/source.ts';
import type { Sources } from '../sources/together.ts';
import { newestStubs } from './eviction.ts';
import type { Index } from './index-store.ts';
import type { Lane } from './lanes.ts';
import type { Stub } from './stubs.ts';
import { nextTurn } from './turn.ts';

/** Bytes of a block, doubled where no line begins in it. */
const BLOCK_BYTES = 1 << 20;

/** How far a stub has been read. */
interface Reading {
  readonly reader: LineReader;
  readonly stub: Stub;
  to: number;
}

export class ReadAgain {
  private readonly index: Index;
  private readonly sources: Pick<Sources, 'readBack'>;
  private readonly files: ReadonlyMap<number, FileRef>;
  private running = false;
  private readonly readings = new Map<Lane, Reading>();

  constructor(index: Index, sources: Pick<Sources, 'readBack'>, files: ReadonlyMap<number, FileRef>) {
    this.index = index;
    this.sources = sources;
    this.files = files;
  }

  /** Whether rows were let go that may still be read. */
  get left(): boolean {
    return newestStubs(this.index.lanes) !== null;
  }

  /** Reads block by block while it is wanted; `onBlock` is called after each. One at a time. */
  async run(isWanted: () => boolean, onBlock: () => void, signal: AbortSignal): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      while (!signal.aborted && isWanted() && (await this.step())) {
        onBlock();
        await nextTurn();
      }
    } finally {
      this.running = false;
    }
  }

  /** Reads the block before the rows held; false where there is none left. Lines that are gone are passed over. */
  private async step(): Promise<boolean> {
    const lane = newestStubs(this.index.lanes);
    const stub = lane?.stubs.newest ?? null;
    if (lane === null || stub === null) return false;
    const { to } = stub;
    const block = await this.before(lane, stub);
    // More may have been let go meanwhile: the block is then not the one before the rows held.
    if (lane.stubs.newest !== stub || stub.to !== to) return true;
    if (block === null) {
      lane.stubs.drop();
      return true;
    }
    const reading = this.readingOf(lane, stub);
    this.index.addAgain(reading.reader, stub.file, block.from, block.bytes);
    lane.stubs.took(block.from);
    reading.to = block.from;
    return true;
  }

  /** Whole lines up to the end of a stub; null where they are gone. */
  private async before(lane: Lane, { file, from, to }: Stub): Promise<{ from: number; bytes: Buffer } | null> {
    const ref = this.files.get(file);
    if (ref === undefined) return null;
    for (let size = BLOCK_BYTES; ; size *= 2) {
      const start = Math.max(from, to - size);
      const read = await this.sources.readBack(lane.source, ref, start, to - start);
      if (read === null || read.length < to - start) return null;
      const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
      if (start === from) return { from, bytes };
      const begin = bytes.indexOf(10) + 1;
      if (begin > 0 && begin < bytes.length) return { from: start + begin, bytes: bytes.subarray(begin) };
    }
  }

  /** The one that has come as far as the stub ends, or one that begins there. */
  private readingOf(lane: Lane, stub: Stub): Reading {
    const known = this.readings.get(lane);
    if (known !== undefined && known.stub === stub && known.to === stub.to) return known;
    const reading = { reader: this.index.reading(), stub, to: stub.to };
    this.readings.set(lane, reading);
    return reading;
  }
}
