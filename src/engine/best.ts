/** The values that a fuzzy text found best: all are told apart by how they hold it, and the few that are left are ranked. */
import { type FuzzyTerms, fuzzyMatch, fuzzyTerms } from '../query/fuzzy.ts';
import { type Field, fuzzyTexts, type Query } from '../query/query.ts';
import type { Columns } from './code-tests.ts';
import { FacetCounts } from './counts.ts';
import type { Best, ViewSpec } from './engine.ts';
import { type NearTable, nearTables, SEARCHED } from './fuzzy-tables.ts';

/** So many values of a field are ranked at most. */
const RANKED = 64;

/** A field in which a fuzzy text is looked for. */
export interface BestField {
  readonly field: Field;
  /** Of the parts that are looked for. */
  readonly tables: readonly NearTable[];
  /** Its counts under a view, once there is something to count. */
  readonly counts: FacetCounts;
  isCounted: boolean;
}

/** The fields in which the fuzzy texts of a query are looked for. */
export function bestFields(query: Query, columns: Columns): readonly BestField[] {
  const parts = soughtParts(query);
  const tables = parts
    .flat()
    .filter(({ negate }) => !negate)
    .flatMap((part) => nearTables(part, columns));
  return SEARCHED.flatMap((field) => {
    const column = columns[field];
    const own = tables.filter((table) => table.field === field);
    if (column === undefined || own.length === 0) return [];
    return [{ field, tables: own, counts: new FacetCounts(field, column, 0, true), isCounted: false }];
  });
}

/** Something was found in it that is not counted: most words are found in a field or two. */
export function isWaiting({ tables, isCounted }: BestField): boolean {
  return !isCounted && tables.some(({ isEmpty }) => isEmpty !== true);
}

function soughtParts(query: Query): FuzzyTerms {
  return fuzzyTexts(query).flatMap(fuzzyTerms);
}

/** The best first: by how they match, then by count. */
export function bestOf(fields: readonly BestField[], spec: Pick<ViewSpec, 'query' | 'best'>): readonly Best[] {
  const terms = soughtParts(spec.query);
  const found = fields.flatMap(({ field, tables, counts }) => {
    for (const table of tables) table.current();
    const nears = tables.filter(({ isEmpty }) => isEmpty !== true).map((table) => table.near());
    return counts.told(counts.nearest(nears, RANKED)).flatMap(({ value, count, last }) => {
      const match = value === '' ? null : fuzzyMatch(terms, value);
      return match === null ? [] : [{ field, value, count, last, ...match }];
    });
  });
  found.sort((a, b) => a.score - b.score || b.count - a.count);
  return found.slice(0, spec.best).map(({ score: _, ...best }) => best);
}
