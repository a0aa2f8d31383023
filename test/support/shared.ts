import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** The directory `shared` beside the repository's root, which holds the full sets; null where it is absent. */
export function sharedDir(): string | null {
  const beside = resolve(ROOT, '..', 'shared');
  return existsSync(join(beside, 'golden')) ? beside : null;
}

/** A path within this repository's `fixtures/`. */
export function fixture(...path: string[]): string {
  return join(ROOT, 'fixtures', ...path);
}

export interface GoldenSet {
  readonly dir: string;
  /** For a test's title, so that the output says which of the two ran. */
  readonly title: string;
}

/** The golden sets to test against: always the subset in fixtures, and the full one where it is present. */
export function goldenSets(): readonly GoldenSet[] {
  const shared = sharedDir();
  if (shared === null) return [{ dir: fixture('golden'), title: 'golden (fixtures only)' }];
  return [
    { dir: fixture('golden'), title: 'golden (subset in fixtures)' },
    { dir: join(shared, 'golden'), title: 'golden (full set in ../shared)' },
  ];
}

/** The parsed lines of a JSON lines file; the caller names their shape, which the sets' README gives. */
export function readJsonl<Row>(path: string): readonly Row[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  // The cast trusts a file of this project's own making; a wrong shape fails the tests that read it.
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}
