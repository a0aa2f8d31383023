/** From a spec and its standing counts to the view that is sent: rows first, counts when they are whole. */

import { bestOf } from './best.ts';
import { facetView } from './counts.ts';
import type { EventId, TextProgress, View, ViewSpec } from './engine.ts';
import type { Index } from './index-store.ts';
import { parseId, rowDecoder } from './rows.ts';
import type { Standing } from './standing.ts';
import { timelineOf, type Unheld } from './timeline.ts';
import { passingRows, positionOf, type RowRef, take } from './walk.ts';

/**
 * The view of a spec as things stand. `hasOlder`: before all rows held there are some that can be read again. `unheld`:
 * how much of the past is not held.
 */
export function buildView(
  index: Index,
  standing: Standing,
  spec: ViewSpec,
  seq: number,
  text: TextProgress | null,
  hasOlder: boolean,
  unheld: Unheld,
): View {
  const window = windowOf(index, standing, spec);
  const decode = rowDecoder(index.tables, index.verdicts?.policy ?? null, spec.query, spec.searched);
  const counted = standing.complete;
  const anchor = window.rows[window.anchorIndex];
  return {
    seq,
    rows: window.rows.map(decode),
    anchorIndex: window.anchorIndex,
    more: { ...window.more, before: window.more.before || hasOlder },
    newer: standing.newer,
    watermark: index.ordinal,
    facets: counted ? standing.facets.map((facet) => facetView(facet, limitOf(spec, facet.field), spec.query)) : null,
    total: counted
      ? {
          passing: standing.passing,
          held: index.held,
          position: anchor === undefined ? 0 : positionOf(index, standing, anchor),
        }
      : null,
    best: counted && spec.best > 0 ? bestOf(index, standing, spec) : null,
    timeline: spec.timeline === undefined ? null : timelineOf(index, standing, spec.timeline, unheld),
    text,
  };
}

function limitOf(spec: ViewSpec, field: string): number {
  return spec.facets.find((facet) => facet.field === field)?.limit ?? 0;
}

/** Rows round the anchor, one more on each side to tell whether there are more. */
function windowOf(index: Index, standing: Standing, spec: ViewSpec) {
  const anchor = anchorRow(index, standing, spec.anchor);
  if (anchor === null) return { rows: [], anchorIndex: -1, more: { before: false, after: false } };
  const before = take(passingRows(index, standing, anchor, -1), spec.before + 1);
  const after = take(passingRows(index, standing, anchor, 1), spec.after + 1);
  const more = { before: before.length > spec.before, after: after.length > spec.after };
  const shownBefore = before.slice(0, spec.before).reverse();
  return { rows: [...shownBefore, anchor, ...after.slice(0, spec.after)], anchorIndex: shownBefore.length, more };
}

/** The anchor itself where it passes, else the nearest passing row before it, else after it. */
function anchorRow(index: Index, standing: Standing, anchor: ViewSpec['anchor']): RowRef | null {
  const edge = (dir: 1 | -1): RowRef | null => take(passingRows(index, standing, null, dir), 1)[0] ?? null;
  if (anchor === 'end') return edge(-1);
  if (anchor === 'start') return edge(1);
  const place = parseId(anchor);
  const at = place === null ? null : index.find(place.file, place.offset, place.item);
  // What was let go was older than all that is left.
  if (at === null) return edge(index.evicted > 0 ? 1 : -1);
  if (standing.ensure(at.segment)[at.row] === 0) return at;
  return take(passingRows(index, standing, at, -1), 1)[0] ?? take(passingRows(index, standing, at, 1), 1)[0] ?? null;
}

/** The reference of an id, null where the index does not hold it. */
export function rowOf(index: Index, id: EventId): RowRef | null {
  const place = parseId(id);
  return place === null ? null : index.find(place.file, place.offset, place.item);
}
