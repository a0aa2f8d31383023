/** What several sources are called where there is little room: a letter, a short name, and a colour. */
import { type SafeText, safe } from '../audit/safe.ts';
import type { SourceStatus } from '../engine/engine.ts';
import type { State } from './state.ts';
import type { Role } from './theme.ts';

export interface SourceName {
  /** One cell: `a` to `z`, then `A` to `Z`, then `+`. */
  readonly letter: SafeText;
  /** What tells it from the others: `cp-1` of `/logs/cp-1/audit.log` beside `/logs/cp-2/audit.log`. */
  readonly short: SafeText;
  readonly role: Role;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ROLES: readonly Role[] = ['source-1', 'source-2', 'source-3', 'source-4', 'source-5', 'source-6'];
const NONE: ReadonlyMap<string, SourceName> = new Map();

type Told = Pick<State, 'sources'>;

let last: { of: Told['sources']; names: ReadonlyMap<string, SourceName> } = { of: null, names: NONE };

/** By the sources' names; empty where there is one only. */
export function sourceNames(state: Told): ReadonlyMap<string, SourceName> {
  if (last.of !== state.sources) last = { of: state.sources, names: namesOf(realSources(state)) };
  return last.names;
}

/** Sources, without the places in which more are looked for. */
export function realSources({ sources }: Told): readonly SourceStatus[] {
  return sources?.sources.filter(({ source }) => source >= 0) ?? [];
}

function namesOf(real: readonly SourceStatus[]): ReadonlyMap<string, SourceName> {
  if (real.length < 2) return NONE;
  const shorts = shortNames(real.map(({ name }) => name));
  return new Map(
    real.map(({ name, source }, at) => [
      name,
      {
        letter: safe(LETTERS[source] ?? '+'),
        short: safe(shorts[at] ?? name),
        role: ROLES[source % ROLES.length] ?? 'text',
      },
    ]),
  );
}

/** The paths without the directories that all begin with, and without the parts that all end with; never empty. */
export function shortNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split('/'));
  const shortest = Math.min(...parts.map(({ length }) => length));
  const same = (at: (each: readonly string[]) => string | undefined): boolean =>
    new Set(parts.map((each) => at(each))).size === 1;
  let front = 0;
  while (front < shortest - 1 && same((each) => each[front])) front++;
  let back = 0;
  while (back < shortest - 1 - front && same((each) => each[each.length - 1 - back])) back++;
  return parts.map((each) => each.slice(front, each.length - back).join('/'));
}
