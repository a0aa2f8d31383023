/** The field a mistyped name most likely meant. */
import Fuse from 'fuse.js';
import { FIELDS, type Field } from './query.ts';

/** The nearest field, null where none is near. */
export function suggestField(name: string): Field | null {
  const fuse = new Fuse([...FIELDS], { threshold: 0.5, includeScore: true });
  return fuse.search(name, { limit: 1 })[0]?.item ?? null;
}
