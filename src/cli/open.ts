/** What the command line names, opened and checked before anything is drawn: sources, policy, query. */
import { accessSync, constants, fstatSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isatty } from 'node:tty';
import { safe } from '../audit/safe.ts';
import { type CheckedPolicy, checkPolicy } from '../policy/check.ts';
import type { AcceptedPolicy } from '../policy/load.ts';
import { policyText } from '../policy/policy-text.ts';
import type { KubernetesMinor } from '../policy/version.ts';
import { diagnosticText, pointed } from '../print/diagnostics.ts';
import { painter } from '../print/tone.ts';
import { withFuzzy } from '../query/edit.ts';
import { parseQuery } from '../query/parse.ts';
import type { Query } from '../query/query.ts';
import { withinTimes } from '../query/time-range.ts';
import { formatTime, parseTime, type TimeContext } from '../query/time-text.ts';
import { isPattern, STDIN_ARGUMENT } from '../sources/place.ts';
import type { Common } from './arguments.ts';
import { Complaint, EXIT } from './exit.ts';

export interface OpenPolicy extends PolicyFile {
  readonly loaded: AcceptedPolicy;
}
export interface PolicyFile {
  /** As it stands in the header. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly minor: KubernetesMinor;
}

/** What stands for stdin among the sources. */
export const STDIN = STDIN_ARGUMENT;

/**
 * The sources as named: files, directories, patterns, stdin perhaps once, at least one. One that is named alone is
 * refused at once where it cannot be read, or is not there and may not be waited for; of several each tells itself.
 */
export function openSources(sources: readonly string[], mayWait: boolean): readonly string[] {
  if (sources.length === 1) return openInTurn(sources, mayWait);
  checkNamed(sources);
  return sources;
}

/** The sources to read one after the other, each refused at once as above; only the last may be waited for. */
export function openInTurn(sources: readonly string[], mayWait: boolean): readonly string[] {
  checkNamed(sources);
  return sources.map((path, at) => checkedSource(path, mayWait && at === sources.length - 1));
}

/** Whether this is one file, or stdin, and not what may hold several. */
export function isOneFile(sources: readonly string[]): boolean {
  const [only, ...others] = sources;
  if (only === undefined || others.length > 0) return false;
  return only === STDIN || statSync(only, { throwIfNoEntry: false })?.isFile() === true;
}

function checkNamed(sources: readonly string[]): void {
  if (sources.length === 0)
    throw new Complaint(
      'no file given: name the audit log, as in auditty /var/log/kubernetes/audit/audit.log',
      EXIT.usage,
    );
  if (sources.filter((path) => path === STDIN).length > 1)
    throw new Complaint('stdin can be read once only: - is named twice', EXIT.usage);
}

function checkedSource(path: string, mayWait: boolean): string {
  if (path === STDIN) return path;
  try {
    const unfit = unfitness(path);
    if (unfit !== null) throw new Complaint(`${safe(path)} ${unfit}`, EXIT.unreadable);
  } catch (error) {
    if (error instanceof Complaint) throw error;
    if (isErrno(error, 'ENOENT') && (mayWait || isPattern(path))) return path;
    throw new Complaint(`${safe(path)} cannot be read: ${safe(reasonOf(error))}`, EXIT.unreadable);
  }
  return path;
}

/** Whether something is piped into the program: a pipe, a socket, or a file redirected; no terminal, no /dev/null. */
export function isPiped(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isFile() || stdin.isSocket();
  } catch {
    return false; // closed
  }
}

/** Refuses what would read stdin for two things, or a log from the keys of the viewer. */
export function checkStdin({ sources, policy }: Pick<Common, 'sources' | 'policy'>, where: 'viewer' | 'stream'): void {
  if (!sources.includes(STDIN)) return;
  if (policy === STDIN)
    throw new Complaint('stdin cannot be the log and the policy: name a file for one of them', EXIT.usage);
  if (where === 'viewer' && isatty(0))
    throw new Complaint('nothing is piped in: stdin is the terminal, whose keys the viewer needs', EXIT.usage);
}

/** Why this is nothing to read and follow, null where it may be; a system error where it is not there or closed. */
function unfitness(path: string): string | null {
  const stat = statSync(path);
  if (!stat.isDirectory() && !stat.isFile()) return 'is no file: pipes and devices are not there yet';
  accessSync(path, stat.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
  return null;
}

/** The policy, null where none is asked for; one that does not load is shown with the places of its errors. */
export function openPolicy({ policy: path, minor }: Pick<Common, 'policy' | 'minor'>): OpenPolicy | null {
  if (path === '') return null;
  const file = readPolicyFile(path, minor);
  const checked = checkPolicy(file.text, minor);
  if (!checked.loaded.ok) throw refusedPolicy(file, checked);
  return { ...file, loaded: checked.loaded };
}

/** The text of a policy file; `-` is stdin. */
export function readPolicyFile(path: string, minor: KubernetesMinor): PolicyFile {
  try {
    const bytes = readFileSync(path === STDIN ? 0 : path);
    return { name: path === STDIN ? 'stdin' : basename(path), path, text: policyText(bytes), minor };
  } catch (error) {
    throw new Complaint(`the policy ${path} cannot be read: ${reasonOf(error)}`, EXIT.usage);
  }
}

/** Why a policy does not load: kube-apiserver's own words, then each error at its place. */
export function refusedPolicy({ path, text }: PolicyFile, { loaded, diagnostics }: CheckedPolicy): Complaint {
  const error = loaded.ok ? '' : safe(loaded.error);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const places = diagnosticText(path, text, errors, painter(false)).trimEnd();
  return new Complaint(`the policy ${safe(path)} does not load: ${error}\n${places}`, EXIT.usage);
}

/** The filter of --query, --fuzzy, --since and --until, and what comes of the last two. */
export interface OpenQuery {
  readonly query: Query;
  /** µs; null where there is none. */
  readonly since: number | null;
}

/** Throws with a caret under the place where a query does not parse, and with the name of an option that is no time. */
export function openQuery(common: Common, where: 'viewer' | 'stream', local = common.local): OpenQuery {
  const clock = { now: Date.now() * 1000, local };
  const parsed = parseQuery(common.query, where, clock);
  if (!parsed.ok) {
    const { shown, caret } = pointed(common.query, parsed.at, parsed.length);
    const message = `the query does not parse: ${safe(parsed.message)}\n  ${shown}\n  ${caret.blank}${caret.mark}`;
    throw new Complaint(message, EXIT.usage);
  }
  const query = common.fuzzy === '' ? parsed.query : withFuzzy(parsed.query, common.fuzzy);
  const since = openTime('--since', common.since, clock);
  const until = openTime('--until', common.until, clock);
  if (since !== null && until !== null && since > until) {
    const times = `${formatTime(since)} is after ${formatTime(until)}`;
    throw new Complaint(`--since is later than --until: ${times}`, EXIT.usage);
  }
  return { query: withinTimes(query, { from: since, to: until }), since };
}

function openTime(option: string, text: string, clock: TimeContext): number | null {
  if (text === '') return null;
  const time = parseTime(text, clock);
  if (typeof time === 'number') return time;
  throw new Complaint(`${option}: ${safe(time.message)}`, EXIT.usage);
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** The plain reason of a system error: `permission denied`, without its code and path. */
export function reasonOf(error: unknown): string {
  if (isErrno(error, 'ENOENT')) return 'there is no such file';
  if (isErrno(error, 'EACCES') || isErrno(error, 'EPERM')) return 'permission denied';
  if (isErrno(error, 'EISDIR')) return 'it is a folder';
  return error instanceof Error ? error.message : String(error);
}
