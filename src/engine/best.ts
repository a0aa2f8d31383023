/** The values that a fuzzy text found best: all are told apart by how they hold it, and the few that are left are ranked. */
import { type FuzzyTerms, fuzzyMatch, fuzzyTerms } from '../query/fuzzy.ts';
import { type Field, fuzzyTexts, type Query } from '../query/query.ts';
import type { Columns } from './code-tests.ts';
import { FacetCounts, type Told } from './counts.ts';
import type { Best, ViewSpec } from './engine.ts';
import { type NearTable, nearTables, SEARCHED } from './fuzzy-tables.ts';
import type { Index } from './index-store.ts';
import type { Codes, Segment } from './segment.ts';
import type { Standing } from './standing.ts';

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
    for (const table of own) table.current();
    const isFound = own.some(({ isEmpty }) => isEmpty !== true);
    return [{ field, tables: own, counts: new FacetCounts(field, column, 0), isCounted: isFound }];
  });
}

/** Something was found in it since that is not counted: most words are found in a field or two. */
export function isWaiting({ tables, isCounted }: BestField): boolean {
  return !isCounted && tables.some(({ isEmpty }) => isEmpty !== true);
}

function soughtParts(query: Query): FuzzyTerms {
  return fuzzyTexts(query).flatMap(fuzzyTerms);
}

/** The best first: by how they match, then by count. `standing`: the view that they are of. */
export function bestOf(index: Index, standing: Standing, spec: Pick<ViewSpec, 'query' | 'best'>): readonly Best[] {
  const terms = soughtParts(spec.query);
  const found = standing.best.flatMap(({ field, tables, counts }) => {
    for (const table of tables) table.current();
    const nears = tables.filter(({ isEmpty }) => isEmpty !== true).map((table) => table.near());
    return counts.told(counts.nearest(nears, RANKED)).flatMap((told) => {
      const match = told.value === '' ? null : fuzzyMatch(terms, told.value);
      return match === null ? [] : [{ ...told, ...match, field, column: counts.column.column }];
    });
  });
  found.sort((a, b) => a.score - b.score || b.count - a.count);
  const best = found.slice(0, spec.best);
  const last = new Map(
    [...new Set(best.map(({ column }) => column))].map((column) => {
      const own = best.filter((each) => each.column === column);
      return [column, lastTimes(index, standing, column, own)] as const;
    }),
  );
  return best.map(({ field, value, count, spans, column }) => {
    return { field, value, count, spans, last: last.get(column)?.get(value) ?? 0 };
  });
}

/** µs of the latest event recorded that passes, of each value that has codes; in one walk from the newest row back. */
function lastTimes(
  index: Index,
  standing: Standing,
  column: keyof Codes,
  values: readonly Told[],
): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { segments } of index.lanes) {
    const left = new Map(values.flatMap(({ codes, value }) => codes.map((code) => [code, value] as const)));
    for (let at = segments.length - 1; at >= 0 && left.size > 0; at--)
      lookBack(segments[at]!, standing, column, left, last);
  }
  return last;
}

/** Notes the latest rows of a segment, and takes off what was found. */
function lookBack(
  segment: Segment,
  standing: Standing,
  column: keyof Codes,
  left: Map<number, string>,
  last: Map<string, number>,
): void {
  const mask = standing.ensure(segment);
  const own = segment.codes[column];
  const wanted = new Uint8Array(Math.max(...left.keys()) + 1);
  for (const code of left.keys()) wanted[code] = 1;
  for (let row = segment.end - 1; row >= segment.start; row--) {
    if (wanted[own[row]!] !== 1 || mask[row] !== 0) continue;
    const code = own[row]!;
    const value = left.get(code) ?? '';
    last.set(value, Math.max(last.get(value) ?? 0, segment.time[row]!));
    wanted[code] = 0;
    left.delete(code);
    if (left.size === 0) return;
  }
}
