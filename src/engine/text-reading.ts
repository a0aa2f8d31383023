/** Stretches of files read back one after the other: the next one is read while the last one is searched. */
import { codeOf } from '../sources/file-errors.ts';
import type { BackFile, FileRef } from '../sources/source.ts';
import type { Sources } from '../sources/together.ts';
import { sourceOf } from './file-id.ts';
import type { Run } from './text-rows.ts';

/** Where stretches are read to: two rooms in turn. */
export interface Rooms {
  readonly capacity: number;
  room(which: 0 | 1): Buffer;
}

/** A stretch that was read, or why it was not, see `BackFile.read`. */
export interface ReadRun {
  readonly run: Run;
  readonly status: 'read' | 'missing' | 'gone';
  /** Its bytes, valid until two others have been read. */
  readonly bytes: Buffer;
  /** The room they are at the beginning of; null where they were too many for one. */
  readonly room: 0 | 1 | null;
}

export class TextReading {
  private readonly sources: Sources;
  private readonly files: ReadonlyMap<number, FileRef>;
  /** The file that is open; null where it is gone. */
  private current: { readonly file: number; readonly back: BackFile | null } | null = null;
  /** Settles when the last read that was asked for is over: what is compressed takes one at a time. */
  private last: Promise<unknown> = Promise.resolve();

  /** `files`: those that rows came from, by number; it may grow. */
  constructor(sources: Sources, files: ReadonlyMap<number, FileRef>) {
    this.sources = sources;
    this.files = files;
  }

  /** Whether the file is open, and only to be read forwards. */
  isForward(file: number): boolean {
    return this.current?.file === file && this.current.back?.isForward === true;
  }

  /** Opens a file in place of the one that is open; the same as `isForward`. */
  async open(file: number): Promise<boolean> {
    if (this.current?.file !== file) {
      await this.close();
      const ref = this.files.get(file);
      const back = ref === undefined ? null : await this.orGone(this.sources.openBack(sourceOf(file), ref), null);
      this.current = { file, back };
    }
    return this.isForward(file);
  }

  async close(): Promise<void> {
    const { current } = this;
    this.current = null;
    await current?.back?.close();
  }

  /** Reads these stretches of the file that is open. */
  async *read(runs: readonly Run[], rooms: Rooms): AsyncGenerator<ReadRun, void, void> {
    let next: Promise<ReadRun> | null = null;
    try {
      for (const [at, run] of runs.entries()) {
        const read: ReadRun = await (next ?? this.into(run, rooms, 0));
        const following = runs[at + 1];
        next = following === undefined ? null : this.into(following, rooms, at % 2 === 0 ? 1 : 0);
        yield read;
      }
    } finally {
      // Until it is done nothing else may be read to its room.
      await next;
    }
  }

  /** One stretch on its own. */
  async readAlone(run: Run): Promise<ReadRun> {
    return await this.to(run, Buffer.allocUnsafeSlow(run.length), null);
  }

  private into(run: Run, rooms: Rooms, which: 0 | 1): Promise<ReadRun> {
    if (run.length > rooms.capacity) return this.readAlone(run);
    return this.to(run, rooms.room(which).subarray(0, run.length), which);
  }

  private async to(run: Run, bytes: Buffer, room: 0 | 1 | null): Promise<ReadRun> {
    const back = this.current?.back ?? null;
    if (back === null) return { run, status: 'gone', bytes, room };
    const read = this.last.then(() => this.orGone(back.read(run.offset, bytes), 'missing'));
    this.last = read.catch(() => undefined);
    return { run, status: await read, bytes, room };
  }

  /** What the system does not let us read is not there, as far as searching goes: the source says why. */
  private async orGone<T>(what: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await what;
    } catch (error) {
      if (codeOf(error) === '') throw error;
      return otherwise;
    }
  }
}
