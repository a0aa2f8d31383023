/**
 * What is known of terms that only raw lines answer (texts, expressions, paths), row by row: whether the row's line holds
 * what they look for. Filled by `text-search.ts`.
 */
import { formatTerm } from '../query/format.ts';
import type { ExpressionTerm, TextTerm } from '../query/query.ts';
import type { RawTerm } from '../query/raw-term.ts';
import { SEGMENT_ROWS } from './code-array.ts';
import type { Segment } from './segment.ts';

/** What a byte of a column means. */
export const TEXT = {
  unknown: 0,
  no: 1,
  yes: 2,
  /** The line cannot be read any more. */
  gone: 3,
} as const;

/** All of these, by number. */
export const STATES = [TEXT.unknown, TEXT.no, TEXT.yes, TEXT.gone];

export type LineTerm = TextTerm | ExpressionTerm | RawTerm;

/** Columns that are kept though no view may need them: what was typed a moment ago often comes again. */
const KEPT = 4;

export class TextColumn {
  readonly term: LineTerm;
  /** Why the search for it was given up, as a sentence without its stop: what is not known then stays so. */
  stopped: string | null = null;
  /** Rows that are gone were met. */
  hasGone = false;
  private readonly states = new Map<number, Uint8Array>();

  constructor(term: LineTerm) {
    this.term = term;
  }

  /** By row, one of TEXT; it stays valid as the segment grows. */
  of({ id }: Segment): Uint8Array {
    let states = this.states.get(id);
    if (states === undefined) {
      states = new Uint8Array(SEGMENT_ROWS);
      this.states.set(id, states);
    }
    return states;
  }

  drop(segment: number): void {
    this.states.delete(segment);
  }

  get bytes(): number {
    return this.states.size * SEGMENT_ROWS;
  }
}

/** The columns of terms, those used last: a view of a term that was there before has its answers at once. */
export class TextColumns {
  private readonly columns = new Map<string, TextColumn>();

  /** Of the term itself, whether it is negated or not. */
  of(term: LineTerm): TextColumn {
    const key = formatTerm({ ...term, negate: false });
    const column = this.columns.get(key) ?? new TextColumn(term);
    this.columns.delete(key);
    this.columns.set(key, column);
    for (const oldest of this.columns.keys()) {
      if (this.columns.size <= KEPT) break;
      this.columns.delete(oldest);
    }
    return column;
  }

  /** A segment is let go. */
  drop(segment: number): void {
    for (const column of this.columns.values()) column.drop(segment);
  }

  /** Memory that they take. */
  get bytes(): number {
    return [...this.columns.values()].reduce((sum, column) => sum + column.bytes, 0);
  }
}

/** A part of a filter that hangs on raw lines: one term, or a group in which there are some. */
export interface TextUse {
  readonly columns: readonly TextColumn[];
  readonly negate: boolean;
  /** Of rows `[from, to)` what is known of the part, by row one of TEXT; valid until it is asked again. */
  states(segment: Segment, from: number, to: number): Uint8Array;
  /** Why nothing more of it will be known. */
  stopped(): string | null;
}

/** The use of one term. */
export function useOf(column: TextColumn, negate: boolean): TextUse {
  return { columns: [column], negate, states: (segment) => column.of(segment), stopped: () => column.stopped };
}

/** Whether a state lets a row pass; null: that is not known. */
export function passes({ negate }: Pick<TextUse, 'negate'>, state: number): boolean | null {
  if (state === TEXT.unknown) return null;
  // What cannot be looked at is not said to lack it either.
  return state === TEXT.gone ? false : (state === TEXT.yes) !== negate;
}
