/**
 * Fuzzy search over distinct values: fuse.js forgives typos in the small dimensions (users, verbs, resources, ...),
 * names get a plain match: there may be millions of them, and fuse.js alone takes seconds a key on those.
 */
import Fuse from 'fuse.js';

/** UTF-16 spans [start, end) of the matched letters. */
export type Spans = readonly (readonly [number, number])[];

/** Above this many distinct values a dimension gets the plain match, like names. */
export const SMALL_DIMENSION = 5000;

const TWO_TYPOS = {
  ignoreLocation: true,
  threshold: 0.34,
  includeMatches: true,
  includeScore: true,
  minMatchCharLength: 1,
};

const ONE_TYPO = { ...TWO_TYPOS, threshold: 0.25 };

/** The words of what was typed: each must be found somewhere in an event. */
export function fuzzyWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Where a word lies in a value as it stands, ignoring case; null where it does not. */
export function plainSpans(word: string, value: string): Spans | null {
  const at = value.toLowerCase().indexOf(word.toLowerCase());
  return at < 0 ? null : [[at, at + word.length]];
}

/** A word found in a value: score (0 is best) and spans. */
export interface Match {
  readonly score: number;
  readonly spans: Spans;
}

/** The word as it stands: the less there is besides, the better. Null where it is not there. */
export function plainMatch(word: string, value: string): Match | null {
  const spans = plainSpans(word, value);
  return spans === null ? null : { score: 0.001 * (value.length - word.length), spans };
}

/** The word as it stands, or with typos forgiven; null where it is not near. */
export function fuzzyMatch(word: string, value: string): Match | null {
  const plain = plainMatch(word, value);
  if (plain !== null) return plain;
  if (word.length < 4) return null; // with one of three letters wrong, everything is near everything
  const found = Fuse.match(word, value, word.length < 6 ? ONE_TYPO : TWO_TYPOS);
  if (!found.isMatch) return null;
  return { score: 1 + found.score, spans: (found.indices ?? []).map(([from, to]) => [from, to + 1] as const) };
}
