/** What is kept between runs: filters that were typed, and those with a name. */
import type { ChosenColumn } from './columns.ts';
import type { SavedQuery } from './query-prompt.ts';

/** Where something was kept, or a sentence why it was not. */
export type Kept = { readonly path: string } | { readonly refused: string };

export interface Stored {
  /** The latest first. */
  readonly past: readonly string[];
  readonly saved: readonly SavedQuery[];
  /** Keeps a filter as the latest; a sentence where it could not be kept. */
  remember(text: string): string | null;
  /** Keeps a filter under a name, in the place of one of that name; where it went, or a sentence why it did not. */
  /** Keeps the columns of the list; null: the usual ones. */
  saveColumns(columns: readonly ChosenColumn[] | null): Promise<Kept>;
  save(query: SavedQuery): Promise<Kept>;
}

/** Nothing is kept: of tests, and where nobody wants it. */
export const NOT_STORED: Stored = {
  past: [],
  saved: [],
  remember: () => null,
  save: async () => ({ refused: 'Filters cannot be saved here.' }),
  saveColumns: async () => ({ refused: 'Columns cannot be saved here.' }),
};
