/** Terms on fields with codes: tables of the codes that are allowed, evaluated once a distinct value. */

import { asFieldTerm } from '../query/has.ts';
import { WORD_FIELDS, wordTest } from '../query/match.ts';
import type { Field, Term } from '../query/query.ts';
import { termTest } from '../query/value.ts';
import { fuzzyTests } from './fuzzy-tables.ts';
import type { FieldColumn } from './tables.ts';

export type Columns = Partial<Record<Field, FieldColumn>>;

/** Passes where any of its tables allows the row's code, or where none does if negated. */
export interface CodeTest {
  readonly tables: readonly AllowTable[];
  readonly negate: boolean;
  /** It passes also where none of these does: `a | !b`. */
  readonly orNot?: readonly (readonly AllowTable[])[];
}

export interface AllowTable {
  readonly column: FieldColumn['column'];
  /** One byte a code, 0 or 1, extended to the codes there are now. */
  current(): Uint8Array;
  /** No code is allowed, as far as `current` has looked. */
  readonly isEmpty?: boolean;
}

/** All of these have to pass; null for a term that codes do not answer. */
export function codeTests(term: Exclude<Term, { kind: 'group' }>, columns: Columns): readonly CodeTest[] | null {
  switch (term.kind) {
    case 'field': {
      if (columns[term.field] === undefined) return null;
      const test = termTest(term);
      return [{ tables: tablesOf([term.field], columns, test, test('')), negate: term.negate }];
    }
    case 'has': {
      const ofField = asFieldTerm(term);
      return ofField === null ? null : codeTests(ofField, columns);
    }
    case 'word':
      return [{ tables: tablesOf([...WORD_FIELDS, 'path'], columns, wordTest(term.text), false), negate: term.negate }];
    case 'fuzzy':
      return fuzzyTests(term.text, columns);
    case 'path':
    case 'text':
    case 'expression':
      return null;
  }
}

function tablesOf(
  fields: readonly Field[],
  columns: Columns,
  test: (value: string) => boolean,
  missing: boolean,
): AllowTable[] {
  return fields.flatMap((field) => {
    const column = columns[field];
    return column === undefined ? [] : [allowTable(column, test, missing)];
  });
}

function allowTable(column: FieldColumn, test: (value: string) => boolean, missing: boolean): AllowTable {
  let table = new Uint8Array(64);
  let known = 0;
  return {
    column: column.column,
    current() {
      const size = column.size();
      if (size > table.length) {
        const larger = new Uint8Array(size * 2);
        larger.set(table);
        table = larger;
      }
      for (; known < size; known++) {
        const values = column.values(known);
        table[known] = (values.length === 0 ? missing : values.some(test)) ? 1 : 0;
      }
      return table;
    },
  };
}
