/** Writing what matches to a file that its owner alone may read: a new one, or one that takes another's place whole. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fieldsOf } from '../audit/fields.ts';
import type { Engine, RawEvent } from '../engine/engine.ts';
import { attributesOf } from '../policy/attributes.ts';
import { driftOf } from '../policy/drift.ts';
import { evaluate } from '../policy/match.ts';
import type { Policy } from '../policy/policy.ts';
import { ruleTag } from '../query/fields.ts';
import type { Query } from '../query/query.ts';
import type { Redactor } from './document.ts';
import { type About, formOfName, type Saving } from './save-forms.ts';

export interface SaveJob {
  readonly query: Query;
  readonly fold: 'stages' | 'requests';
  /** As it was typed. */
  readonly typed: string;
  /** Whether a file that is there may be replaced. */
  readonly replace: boolean;
  readonly redact: Redactor | null;
  readonly policy: Policy | null;
  readonly about: About;
  readonly signal: AbortSignal;
  /** Called after each event, with how many are written. */
  readonly onEvent: (events: number) => void;
}

export type SaveEnd =
  | {
      readonly kind: 'saved';
      readonly path: string;
      readonly events: number;
      /** Events that could not be read back. */
      readonly gone: number;
      /** It was stopped before its end. */
      readonly stopped: boolean;
    }
  /** It was stopped, and the file that was to be replaced is as it was. */
  | { readonly kind: 'kept'; readonly path: string }
  /** There is such a file already. */
  | { readonly kind: 'exists'; readonly path: string; readonly size: number; readonly modified: Date }
  /** A sentence. */
  | { readonly kind: 'refused'; readonly why: string };

const FLUSH_AT = 1 << 20;
const MODE = 0o600;

/** Whether the file would stand beside a log that was named by its path, or in a directory that was. */
function isInFolderOf(path: string, source: string): boolean {
  if (!source.includes('/')) return false;
  return dirname(path) === dirname(resolve(source)) || dirname(path) === resolve(source);
}

/** Saves the events of a filter. Nothing is ever written into the folder of the log itself. */
export async function saveEvents(engine: Engine, job: SaveJob): Promise<SaveEnd> {
  const { typed, about, replace } = job;
  const path = resolve(typed.startsWith('~/') ? join(homedir(), typed.slice(2)) : typed);
  if (about.sources.some((source) => isInFolderOf(path, source)))
    return { kind: 'refused', why: `Nothing is written into the log's own folder, ${dirname(path)}.` };
  // What is replaced stays whole until the new one is: that is written beside it first.
  const writing = replace ? `${path}.${randomBytes(4).toString('hex')}.tmp` : path;
  let file: FileHandle;
  try {
    file = await open(writing, 'wx', MODE);
  } catch (error) {
    return codeOf(error) === 'EEXIST' && !replace ? await existing(path) : refusal(error, path);
  }
  try {
    const written = await writeAll(engine, job, file).finally(() => file.close());
    if (replace && written.stopped) {
      await unlink(writing);
      return { kind: 'kept', path };
    }
    if (replace) await rename(writing, path);
    return { kind: 'saved', path, ...written };
  } catch (error) {
    // What is not whole would be taken for what is.
    await unlink(writing).catch(() => undefined);
    return refusal(error, path);
  }
}

async function writeAll(
  engine: Engine,
  job: SaveJob,
  file: FileHandle,
): Promise<{ readonly events: number; readonly gone: number; readonly stopped: boolean }> {
  const form = formOfName(job.typed);
  let [events, gone] = [0, 0];
  let waiting = form.head(job.about);
  const scan = engine.scan(job.query, job.fold)[Symbol.asyncIterator]();
  for (;;) {
    const next = await nextUnlessStopped(scan, job.signal);
    if (next === null || next.done === true) break;
    const raw = next.value;
    const event = 'gone' in raw ? null : savingOf(raw, job);
    if (event === null) {
      gone++;
      continue;
    }
    waiting += `${events === 0 ? '' : form.between}${form.event(event, job.about)}`;
    events++;
    job.onEvent(events);
    if (waiting.length < FLUSH_AT) continue;
    // A disk that is nearly full takes a part of it: this goes on, or fails.
    await file.appendFile(waiting);
    waiting = '';
  }
  // It may wait for its next event still: nobody waits for its end.
  void scan.return?.();
  await file.appendFile(waiting + form.tail(events > 0));
  return { events, gone, stopped: job.signal.aborted };
}

/** What comes next; null where one is to stop, however long that takes to come. */
function nextUnlessStopped<T>(events: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T> | null> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(null);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    events.next().then((next) => {
      signal.removeEventListener('abort', stop);
      resolve(next);
    }, reject);
  });
}

/** The event as it may be written; null where it says nothing that can be read. */
function savingOf({ text: recorded, file, line }: RawEvent, { redact, policy }: SaveJob): Saving | null {
  const text = redact === null ? recorded : redact(recorded).text;
  const fields = fieldsOf(JSON.parse(text));
  if ('bad' in fields) return null;
  if (policy === null) return { text, fields, file, line, context: { source: file, rule: '', drift: '' } };
  const verdict = evaluate(policy, attributesOf(fields));
  const drift = driftOf(verdict, fields.level, fields.stage);
  return { text, fields, file, line, context: { source: file, rule: ruleTag(verdict.ruleIndex), drift } };
}

async function existing(path: string): Promise<SaveEnd> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { kind: 'refused', why: `${path} is a folder.` };
    if (!found.isFile()) return { kind: 'refused', why: `${path} is no file.` };
    return { kind: 'exists', path, size: found.size, modified: found.mtime };
  } catch (error) {
    return refusal(error, path);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const REASONS: Readonly<Record<string, (path: string) => string>> = {
  EACCES: (path) => `${path} cannot be written: permission denied.`,
  EPERM: (path) => `${path} cannot be written: permission denied.`,
  EROFS: (path) => `${path} cannot be written: that file system is read-only.`,
  ENOENT: (path) => `There is no folder ${dirname(path)}.`,
  ENOTDIR: (path) => `${dirname(path)} is no folder.`,
  EISDIR: (path) => `${path} is a folder.`,
  ENAMETOOLONG: () => 'That name is too long.',
  ENOSPC: (path) => `No space is left for ${path}: nothing was saved.`,
  EDQUOT: (path) => `No space is left to you for ${path}: nothing was saved.`,
};

function refusal(error: unknown, path: string): SaveEnd {
  const reason = REASONS[codeOf(error)];
  const why = reason?.(path) ?? `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`;
  return { kind: 'refused', why };
}
