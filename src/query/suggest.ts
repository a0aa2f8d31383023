/** The field or key that a mistyped name most likely meant. */
import Fuse from 'fuse.js';
import { TOP_KEYS } from './path.ts';
import { FIELDS } from './query.ts';

const OPTIONS = { threshold: 0.4, includeScore: true };
/** With Kubernetes' own names of fields, which will do too. */
const NAMES = [
  ...FIELDS, 'text', 'has', 'fuzzy', 'namespace', 'username', 'userAgent', 'sourceIPs', 'requestURI', 'auditID',
]; // biome-ignore format: a table

/** The nearest field, or `text`, `has`, `fuzzy`; null where none is near. */
export function suggestField(name: string): string | null {
  return mistyped(name, NAMES) ?? new Fuse([...FIELDS], OPTIONS).search(name, { limit: 1 })[0]?.item ?? null;
}

/** The key at the top of an event that is nearest to the first one of a path, null where none is near. */
export function suggestTopKey(path: string): string | null {
  const first = path.split('.')[0] ?? '';
  const fuse = new Fuse([...TOP_KEYS], { ...OPTIONS, threshold: 0.35 });
  return mistyped(first, TOP_KEYS) ?? fuse.search(first, { limit: 1 })[0]?.item ?? null;
}

/** The name that is a slip or two of the fingers away: fuse.js knows of no letters changed round (`uesr`). */
function mistyped(name: string, names: readonly string[]): string | null {
  const lower = name.toLowerCase();
  const slips = lower.length < 2 ? 0 : lower.length < 6 ? 1 : 2;
  const near = names
    .map((each) => ({ each, edits: editsBetween(lower, each.toLowerCase()) }))
    .filter(({ edits }) => edits <= slips)
    .sort((a, b) => a.edits - b.edits || Number(a.each[0] !== lower[0]) - Number(b.each[0] !== lower[0]));
  return near[0]?.each ?? null;
}

/** Letters wrong, missing, too many, and neighbours changed round (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let k = 1; k <= b.length; k++) {
      const isSame = a[i - 1] === b[k - 1];
      const edits = [(last[k] ?? 0) + 1, (row[k - 1] ?? 0) + 1, (last[k - 1] ?? 0) + (isSame ? 0 : 1)];
      if (a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1] && k > 1 && i > 1) edits.push((before[k - 2] ?? 0) + 1);
      row.push(Math.min(...edits));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
