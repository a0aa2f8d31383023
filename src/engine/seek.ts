/** The next row that passes a view's filter and is what is looked for besides. */

import { SEGMENT_ROWS } from './code-array.ts';
import type { Columns } from './code-tests.ts';
import type { Target } from './engine.ts';
import type { Index } from './index-store.ts';
import { Standing } from './standing.ts';
import { rowOf } from './views.ts';
import { passingRows, type RowRef } from './walk.ts';

/** Searches from a row, exclusive; waits for `pause` between slices of a segment's size. */
export async function seek(
  index: Index,
  columns: Columns,
  target: Target,
  from: RowRef,
  dir: 1 | -1,
  pause: () => Promise<void>,
): Promise<RowRef | null> {
  const { query, fold, upTo } = target;
  const filter = { fold, ...(upTo === undefined ? {} : { upTo }), fields: [], best: false };
  const standing = new Standing(index, columns, { query, ...filter });
  const wanted = wantTest(index, columns, target, from);
  let looked = 0;
  for (const at of passingRows(index, standing, from, dir)) {
    if (wanted(at)) return at;
    if (++looked % SEGMENT_ROWS === 0) await pause();
  }
  return null;
}

function wantTest(index: Index, columns: Columns, target: Target, from: RowRef): (at: RowRef) => boolean {
  const { want } = target;
  const { tables } = index;
  switch (want.kind) {
    case 'any':
      return () => true;
    case 'error':
      return ({ segment, row }) =>
        Number(tables.code.texts[segment.codes.code[row]!]) >= 400 ||
        tables.stage.texts[segment.codes.stage[row]!] === 'Panic';
    case 'rules': {
      const codes = new Set(want.rules.map((rule) => rule + 2));
      return ({ segment, row }) => codes.has(segment.codes.rule[row]!);
    }
    case 'ids': {
      const rows = new Set(want.ids.map((id) => keyOf(rowOf(index, id))));
      return (at) => rows.has(keyOf(at));
    }
    case 'same-request': {
      const audit = from.segment.audit[from.row]!;
      return ({ segment, row }) => segment.audit[row] === audit;
    }
    case 'query': {
      const standing = new Standing(index, columns, { query: want.query, fold: 'stages', fields: [], best: false });
      return ({ segment, row }) => standing.ensure(segment)[row] === 0;
    }
  }
}

function keyOf(at: RowRef | null): number {
  return at === null ? -1 : at.segment.id * SEGMENT_ROWS + at.row;
}
