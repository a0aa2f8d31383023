/** What the command line names, opened and checked before anything is drawn: sources, policy, query. */
import { accessSync, closeSync, constants, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { type LoadedPolicy, loadPolicy } from '../policy/load.ts';
import { withFuzzy } from '../query/edit.ts';
import { parseQuery } from '../query/parse.ts';
import type { Query } from '../query/query.ts';
import type { Common } from './arguments.ts';
import { Complaint, EXIT } from './exit.ts';

export interface OpenPolicy {
  /** As it stands in the header. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly loaded: Extract<LoadedPolicy, { ok: true }>;
}

/** The one file to read. One that is not there may be waited for; one that cannot be read is refused at once. */
export function openSource(sources: readonly string[], mayWait: boolean): string {
  const [path, ...others] = sources;
  if (path === undefined)
    throw new Complaint(
      'no file given: name the audit log, as in auditty /var/log/kubernetes/audit/audit.log',
      EXIT.usage,
    );
  if (others.length > 0)
    throw new Complaint('one file at a time for now: several sources are not there yet', EXIT.usage);
  if (path === '-') throw new Complaint('reading from stdin is not there yet: name a file', EXIT.usage);
  try {
    const unfit = unfitness(path);
    if (unfit !== null) throw new Complaint(`${path} ${unfit}`, EXIT.unreadable);
  } catch (error) {
    if (error instanceof Complaint) throw error;
    if (isErrno(error, 'ENOENT') && mayWait) return path;
    throw new Complaint(`${path} cannot be read: ${reasonOf(error)}`, EXIT.unreadable);
  }
  return path;
}

/** Why this is nothing to read and follow, null where it may be; a system error where it is not there or closed. */
function unfitness(path: string): string | null {
  const stat = statSync(path);
  if (stat.isDirectory()) return 'is a folder: name the audit log in it';
  if (!stat.isFile()) return 'is no file: pipes and devices are not there yet';
  accessSync(path, constants.R_OK);
  const magic = Buffer.alloc(2);
  const fd = openSync(path, 'r');
  readSync(fd, magic, 0, 2, 0);
  closeSync(fd);
  return magic[0] === 0x1f && magic[1] === 0x8b ? 'is compressed: gzip is not there yet, unpack it first' : null;
}

/** The policy, null where none is asked for. */
export function openPolicy(path: string): OpenPolicy | null {
  if (path === '') return null;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Complaint(`the policy ${path} cannot be read: ${reasonOf(error)}`, EXIT.usage);
  }
  const loaded = loadPolicy(text);
  if (!loaded.ok) throw new Complaint(`the policy ${path} does not load: ${loaded.error}`, EXIT.usage);
  return { name: basename(path), path, text, loaded };
}

/** The query of `-q` and `--fuzzy`; one that does not parse is shown with a caret under its fault. */
export function openQuery(common: Common, where: 'viewer' | 'stream'): Query {
  const parsed = parseQuery(common.query, where);
  if (parsed.ok) return common.fuzzy === '' ? parsed.query : withFuzzy(parsed.query, common.fuzzy);
  const caret = `${' '.repeat(parsed.at)}${'^'.repeat(Math.max(1, parsed.length))}`;
  throw new Complaint(`the query does not parse: ${parsed.message}\n  ${common.query}\n  ${caret}`, EXIT.usage);
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** The plain reason of a system error: `permission denied`, without its code and path. */
function reasonOf(error: unknown): string {
  if (isErrno(error, 'ENOENT')) return 'there is no such file';
  if (isErrno(error, 'EACCES') || isErrno(error, 'EPERM')) return 'permission denied';
  if (isErrno(error, 'EISDIR')) return 'it is a folder';
  return error instanceof Error ? error.message : String(error);
}
