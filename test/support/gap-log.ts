/** Made-up logs for tests of gaps, given to an index in whatever pieces a test wants, and what is told of them. */

import type { Progress } from '../../src/engine/engine.ts';
import { fileId } from '../../src/engine/file-id.ts';
import type { Gap } from '../../src/engine/gap.ts';
import { Gaps } from '../../src/engine/gaps.ts';
import { Index } from '../../src/engine/index-store.ts';
import type { FileRef } from '../../src/sources/source.ts';

export interface LogFile {
  readonly path: string;
  readonly lines: readonly string[];
}

export const START = Date.parse('2026-11-24T10:00:00Z');

/** A line at `ms` after START. */
export function lineAt(ms: number, over: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `id-${ms}`,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/pods',
    verb: 'get',
    user: { username: 'alice' },
    objectRef: { resource: 'pods', namespace: 'ns', name: 'a' },
    stageTimestamp: new Date(START + ms).toISOString().replace('Z', '000Z'),
    ...over,
  });
}

/** What kube-apiserver does at every start. */
export const STARTS: Readonly<Record<string, unknown>> = {
  user: { username: 'system:apiserver' },
  objectRef: { resource: 'priorityclasses', apiGroup: 'scheduling.k8s.io', name: 'system-node-critical' },
};
export const TRUNCATED: Readonly<Record<string, unknown>> = { annotations: { 'audit.k8s.io/truncated': 'true' } };

/** Lines `every` ms from `from` up to but not including `to`. */
export function steady(from: number, to: number, every: number): string[] {
  return Array.from({ length: Math.ceil((to - from) / every) }, (_, at) => lineAt(from + at * every));
}

/** An index that pieces are given to, and what it tells of gaps; it needs fake timers. */
export class GapLog {
  readonly index = new Index();
  readonly told: Extract<Progress, { type: 'gaps' }>[] = [];
  came: number | null = null;
  readonly gaps: Gaps;
  private readonly refs = new Map<number, FileRef>();

  constructor() {
    this.gaps = new Gaps(
      this.index,
      this.refs,
      () => this.came,
      (progress) => {
        if (progress.type === 'gaps') this.told.push(progress);
      },
    );
  }

  /** Lines `[from, to)` of the file with this number. */
  add(file: LogFile, number: number, from: number, to: number, where: 'newer' | 'older'): void {
    const id = fileId(0, number);
    this.refs.set(id, { file: number, path: file.path, dev: 0n, ino: 0n });
    const bytes = Buffer.from(
      file.lines
        .slice(from, to)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const offset = file.lines.slice(0, from).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    this.index.add(id, file.path, offset, bytes, where);
    this.gaps.tell();
  }

  /** All the files, the last of which is live, as the engine reads them: from `middle` of the live one on, then back. */
  readBack(files: readonly LogFile[], middle: number, block: number, pause: () => void): void {
    const newest = files.length - 1;
    const live = files[newest];
    if (live === undefined) return;
    for (let at = middle; at < live.lines.length; at += block) {
      this.add(live, 0, at, Math.min(live.lines.length, at + block), 'newer');
      pause();
    }
    for (let place = newest; place >= 0; place--) {
      const file = files[place];
      if (file === undefined) continue;
      for (let end = place === newest ? middle : file.lines.length; end > 0; end -= block) {
        this.add(file, place - newest, Math.max(0, end - block), end, 'older');
        pause();
      }
    }
  }

  /** All the files from the first line to the last. */
  readForward(files: readonly LogFile[], block: number, pause: () => void): void {
    for (const [place, file] of files.entries()) {
      for (let at = 0; at < file.lines.length; at += block) {
        this.add(file, place - files.length + 1, at, Math.min(file.lines.length, at + block), 'newer');
        pause();
      }
    }
  }

  /** What is told in the end: kind, and where in ms after START. */
  summary(): readonly (readonly [kind: Gap['kind'], from: number, to: number])[] {
    const latest = this.told.at(-1)?.latest ?? [];
    return latest.map(({ kind, from, to }) => [kind, from / 1000 - START, to / 1000 - START]);
  }
}
