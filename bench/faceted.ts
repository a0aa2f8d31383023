/** What a key on a pane's value asks of the engine before the counts can be shown. */
import type { ViewSpec } from '../src/engine/engine.ts';
import type { Index } from '../src/engine/index-store.ts';
import { Standing } from '../src/engine/standing.ts';
import { fieldColumns } from '../src/engine/tables.ts';
import { buildView } from '../src/engine/views.ts';
import { type Field, plain, type Query } from '../src/query/query.ts';

/** The panes at 120x40 that need no policy. */
const FACETS: readonly Field[] = ['stage', 'level', 'user', 'ns', 'verb', 'code'];
const ROWS = 40;
const VALUES = 10;

/** A filter of one value. */
export function only(field: Field, value: string): Query {
  return { terms: [{ kind: 'field', field, negate: false, values: [plain(value, true)] }] };
}

export function faceted(index: Index, query: Query) {
  const columns = fieldColumns(index.tables);
  const standing = new Standing(index, columns, {
    query,
    fold: 'stages',
    fields: FACETS,
    best: false,
  });
  return {
    /** The newest rows that pass, which are painted first. */
    rows(): number {
      const facets = FACETS.map((field) => ({ field, limit: VALUES }));
      const window = { order: 'time', anchor: 'end', before: ROWS, after: ROWS, facets, best: 0 } as const;
      const spec: ViewSpec = { query, fold: 'stages', ...window };
      return buildView(index, standing, spec, 0, null, false).rows.length;
    },
    /** All counts of all panes; gives how many events pass. */
    counts(): number {
      while (standing.step());
      return standing.passing;
    },
  };
}
