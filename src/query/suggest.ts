/** The field or key that a mistyped name most likely meant. */
import Fuse from 'fuse.js';
import { TOP_KEYS } from './path.ts';
import { FIELDS, type Field } from './query.ts';

const OPTIONS = { threshold: 0.4, includeScore: true };

/** The nearest field, null where none is near. */
export function suggestField(name: string): Field | null {
  return new Fuse([...FIELDS], OPTIONS).search(name, { limit: 1 })[0]?.item ?? null;
}

/** The key at the top of an event that is nearest to the first one of a path, null where none is near. */
export function suggestTopKey(path: string): string | null {
  const first = path.split('.')[0] ?? '';
  return new Fuse([...TOP_KEYS], { ...OPTIONS, threshold: 0.35 }).search(first, { limit: 1 })[0]?.item ?? null;
}
