/** The values that a fuzzy text found best: all are told apart by how they hold it, and the few that are left are ranked. */
import { fuzzyMatch, fuzzyTerms } from '../query/fuzzy.ts';
import { fuzzyTexts } from '../query/query.ts';
import type { Columns } from './code-tests.ts';
import type { FacetCounts } from './counts.ts';
import type { Best, ViewSpec } from './engine.ts';
import { nearTables } from './fuzzy-tables.ts';

/** So many values of a field are ranked at most. */
const RANKED = 64;

/** `counts`: of the fields that are searched, under the view. The best first: by how they match, then by count. */
export function bestOf(
  counts: readonly FacetCounts[],
  spec: Pick<ViewSpec, 'query' | 'best'>,
  columns: Columns,
): readonly Best[] {
  const terms = fuzzyTexts(spec.query).flatMap(fuzzyTerms);
  const tables = terms
    .flat()
    .filter(({ negate }) => !negate)
    .flatMap((part) => nearTables(part, columns));
  const found = counts.flatMap((facet) => {
    const own = tables.filter(({ field }) => field === facet.field);
    for (const table of own) table.current();
    const codes = facet.nearest(
      own.filter(({ isEmpty }) => isEmpty !== true).map((table) => table.near()),
      RANKED,
    );
    return facet.told(codes).flatMap(({ value, count, last }) => {
      const match = value === '' ? null : fuzzyMatch(terms, value);
      return match === null ? [] : [{ field: facet.field, value, count, last, ...match }];
    });
  });
  found.sort((a, b) => a.score - b.score || b.count - a.count);
  return found.slice(0, spec.best).map(({ score: _, ...best }) => best);
}
