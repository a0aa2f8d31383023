/** Which of the files that were found are sources, so that each of them is read once. */

import { basename } from 'node:path';
import { fileSource } from './file.ts';
import type { FileOptions } from './file-options.ts';
import { auditLogTest, type Found } from './found.ts';
import type { FileRecord } from './held-file.ts';
import type { Place } from './place.ts';
import { plainName, sameFile, siblingsAmong } from './rotated.ts';
import type { Source } from './source.ts';

/** A file that a source reads although it is a sibling of a log that may be another's. */
type Claim = Pick<Found, 'dev' | 'ino' | 'key' | 'stable'>;

export interface Gathering {
  /** Of the files found in a place those that are to be read, by the source of their log or on their own. */
  fitting(found: readonly Found[], kind: Place['kind']): Promise<Found[]>;
  /** Notes which logs will be taken: siblings may be named before the log they come with. */
  expect(found: readonly Found[]): void;
  /** The source of a file that was named; null where it is read already, or comes with its log. */
  named(found: Found, isThere: boolean): Source | null;
  /** Sources of those that fit in a place and are not read yet, by name. */
  inPlace(fitting: readonly Found[], kind: Place['kind']): Promise<Source[]>;
  /** Siblings of a log that is not there, not read, and written or renamed in the last `ms`: perhaps it comes at once. */
  isMidRotation(fitting: readonly Found[], ms: number): boolean;
}

export function createGathering(files: Partial<FileOptions>): Gathering {
  const rotated = files.rotated ?? true;
  const isAudit = auditLogTest();
  /** Logs with which their siblings are read; they need not be there at this moment. */
  const logs = new Set<string>();
  const read = new Set<string>();
  const ids = new Set<string>();
  const claims: Claim[] = [];
  const sources: Source[] = [];

  const isSibling = (found: Found): boolean => rotated && found.log !== null;
  const isCovered = (found: Found): boolean => rotated && found.log !== null && logs.has(found.log);

  function isRead(found: Found): boolean {
    // Renamed to what is no sibling's name, or a second name of it.
    // What a source took up since the last look is its own: while it is open no other file has its inode.
    const isKnown = ids.has(found.id) || sources.some((source) => source.isReading?.(found.dev, found.ino));
    if (isKnown) read.add(found.key);
    // A sibling that is closed to us is no less so with its log: as a source of its own it says that.
    const isReadHere = isKnown || read.has(found.key) || (isCovered(found) && found.readable);
    if (isReadHere && found.id !== '') ids.add(found.id);
    return isReadHere;
  }

  function note(found: Found): void {
    read.add(found.key);
    if (found.id !== '') ids.add(found.id);
  }

  function claim(found: Found): Claim {
    note(found);
    claims.push(found);
    return found;
  }

  function source(path: string, options: Partial<FileOptions>): Source {
    const made = fileSource(path, options);
    sources.push(made);
    return made;
  }

  function logSource(found: Found, isThere: boolean): Source {
    note(found);
    if (rotated && isThere) logs.add(found.real);
    return source(found.path, { ...files, isOwn: (sibling) => !among(claims, sibling) });
  }

  /** One file as it is, without others. */
  function single(found: Found): Source {
    if (isSibling(found)) claim(found);
    else note(found);
    return source(found.path, files);
  }

  /** The siblings of one log that nobody reads, as one source: the newest, and what was written before it. */
  async function orphans(log: string, found: readonly Found[], kind: Place['kind']): Promise<Source[]> {
    const readable = found.filter((one) => one.readable);
    const denied = found.filter((one) => !one.readable).map(single);
    const names = readable.map((one) => basename(one.real));
    const newest = siblingsAmong(log, names).at(-1);
    const first = readable.find((one) => one.real === newest?.path);
    if (newest === undefined || first === undefined) return denied;
    if (kind === 'directory' && !(await isAudit(first))) return denied;
    const own = readable.map(claim);
    const made = source(first.path, { ...files, log, isOwn: (sibling) => among(own, sibling) });
    return [...denied, backup(made, newest.stable)];
  }

  return {
    async fitting(found, kind) {
      const fits: Found[] = [];
      // One at a time: a directory may hold more files than can be open at once.
      for (const one of found) {
        const isWanted = kind === 'glob' || isSibling(one);
        if (isWanted || (one.log === null && (isRead(one) || (await isAudit(one))))) fits.push(one);
      }
      return fits;
    },
    expect(found) {
      if (rotated) for (const { log, real } of found) if (log === null) logs.add(real);
    },
    named(found, isThere) {
      if (isRead(found)) return null;
      return isSibling(found) ? single(found) : logSource(found, isThere);
    },
    async inPlace(fitting, kind) {
      this.expect(fitting);
      const unread = fitting.filter((one) => !isRead(one));
      const fresh = unread.filter((one) => !isSibling(one)).map((one) => logSource(one, true));
      for (const [log, group] of Map.groupBy(unread.filter(isSibling), (one) => one.log ?? '')) {
        fresh.push(...(await orphans(log, group, kind)));
      }
      return fresh.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    isMidRotation(fitting, ms) {
      const comes = new Set(fitting.map((one) => one.real));
      return fitting.some(
        (one) => isSibling(one) && one.age < ms && !read.has(one.key) && !isCovered(one) && !comes.has(one.log ?? ''),
      );
    },
  };
}

function among(claims: readonly Claim[], sibling: FileRecord): boolean {
  const key = plainName(sibling.foundPath);
  return claims.some((claim) => sameFile(claim, sibling) || (claim.stable && claim.key === key));
}

/** A file that grows no more: where its name is stable, it is looked at all the same, for a writer that goes on. */
function backup(source: Source, stable: boolean): Source {
  return {
    ...source,
    async *read(options) {
      for await (const event of source.read({ ...options, follow: options.follow && stable })) {
        const isGone = event.type === 'state' && event.state.phase === 'gone';
        // Compressed or removed, as backups are.
        yield isGone ? { type: 'state', state: { ...event.state, phase: 'ended', detail: '' } } : event;
      }
    },
  };
}
