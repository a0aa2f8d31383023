/** All files of one source by number: later files have greater numbers, whatever the order they were found in. */

import type { FileRecord } from './held-file.ts';

export class Records {
  private readonly byNumber = new Map<number, FileRecord>();
  private newest = -1;
  private oldest = 0;

  /** The number of the next file that is newer than all so far; the first file has 0. */
  get after(): number {
    return this.newest + 1;
  }

  /** The number of the next file that is older than all so far. */
  get before(): number {
    return this.oldest - 1;
  }

  add(record: FileRecord): void {
    const number = record.ref.file;
    this.newest = Math.max(this.newest, number);
    this.oldest = Math.min(this.oldest, number);
    this.byNumber.set(number, record);
  }

  get(number: number): FileRecord | undefined {
    return this.byNumber.get(number);
  }

  /** In the order they were found. */
  all(): IterableIterator<FileRecord> {
    return this.byNumber.values();
  }
}
