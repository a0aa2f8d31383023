/** The lines that are no audit events: all are counted, the latest of each source are kept to be looked at. */

import type { Place } from '../audit/line-walk.ts';
import type { BadLine } from './engine.ts';
import { sourceOf } from './file-id.ts';

/** Kept of each source, at most. */
const KEPT = 200;
const START_BYTES = 200;

interface Kept extends BadLine {
  readonly fileId: number;
}

export class BadLines {
  /** Of all sources. */
  count = 0;
  private readonly bySource = new Map<number, { count: number; kept: Kept[] }>();

  /** `line` is the line's beginning, as recorded; `file` the path of the file that `fileId` names. */
  add(fileId: number, file: string, place: Place, reason: string, line: Buffer): void {
    const source = sourceOf(fileId);
    const of = this.bySource.get(source) ?? { count: 0, kept: [] };
    this.bySource.set(source, of);
    this.count++;
    of.count++;
    const { offset, length: bytes } = place;
    const start = line.toString('utf8', 0, START_BYTES);
    of.kept.push({ fileId, source, file, offset, line: null, bytes, reason, start });
    of.kept.sort((a, b) => b.fileId - a.fileId || b.offset - a.offset);
    if (of.kept.length > KEPT) of.kept.length = KEPT;
  }

  countOf(source: number): number {
    return this.bySource.get(source)?.count ?? 0;
  }

  /** Those that are kept: source by source, the newest first. */
  latest(): BadLine[] {
    return [...this.bySource]
      .sort(([a], [b]) => a - b)
      .flatMap(([, { kept }]) => kept.map(({ fileId: _, ...line }) => line));
  }
}
