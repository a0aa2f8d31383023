/** What is kept between runs: filters that were typed, and those with a name. */
import type { SavedQuery } from './query-prompt.ts';

export interface Stored {
  /** The latest first. */
  readonly past: readonly string[];
  readonly saved: readonly SavedQuery[];
  /** Keeps a filter as the latest; a sentence where it could not be kept. */
  remember(text: string): string | null;
  /** Keeps a filter under a name, in the place of one of that name; where it went, or a sentence why it did not. */
  save(query: SavedQuery): { readonly path: string } | { readonly refused: string };
}

/** Nothing is kept: of tests, and where nobody wants it. */
export const NOT_STORED: Stored = {
  past: [],
  saved: [],
  remember: () => null,
  save: () => ({ refused: 'Filters cannot be saved here.' }),
};
