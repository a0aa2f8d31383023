/** Where everything stands on a screen of this size. reference/look/README.md, "Layout". Pure arithmetic. */

export interface Size {
  readonly columns: number;
  readonly rows: number;
}
/** A stretch of columns, from 0. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
}

export interface Layout {
  readonly size: Size;
  /** Too small to show anything but the size needed. */
  readonly tiny: boolean;
  /** Time, verb, name and code only. */
  readonly least: boolean;
  /** Facets stand beside the list always, or one of them when it is opened. */
  readonly panes: 'column' | 'one';
  /** Rows of the timeline, the axis among them; none where there is no room. */
  readonly timeline: number;
  /** The first row of pane titles and column heads, and how many rows follow to the key bar, that one included. */
  readonly top: number;
  readonly height: number;
  /** Events shown at once. */
  readonly listRows: number;
  readonly facets: Stretch | null;
  readonly list: Stretch;
  readonly detail: Stretch | null;
}

export const LEAST_SIZE: Size = { columns: 40, rows: 8 };
const FACET_COLUMN = 29;
const FACET_ALONE = 31;
const DETAIL_GAP = 2;
const LIST_BESIDE_DETAIL = 89;
/** From so many rows on the bars of the timeline are two rows high. */
const HIGH_ROWS = 50;

export type Zoom = 'list' | 'facet' | 'detail' | 'search' | null;

/** Bars, and the axis below them. */
function timelineRows({ columns, rows }: Size): number {
  if (rows < 20 || columns < 60) return 0;
  return rows < HIGH_ROWS ? 2 : 3;
}

/** `facetOpen`: a facet has the focus; `zoom`: the pane that has the whole width; what a search finds has the timeline's rows too. */
export function layoutOf(size: Size, facetOpen: boolean, zoom: Zoom): Layout {
  const { columns, rows } = size;
  const timeline = zoom === 'search' ? 0 : timelineRows(size);
  const top = 2 + timeline;
  const height = Math.max(1, rows - top - 1);
  const least = columns < 60 || rows < 16;
  const common = {
    size,
    tiny: columns < LEAST_SIZE.columns || rows < LEAST_SIZE.rows,
    least,
    panes: columns >= 110 && zoom !== 'facet' ? ('column' as const) : ('one' as const),
    timeline,
    top,
    height,
    listRows: Math.max(1, height - 1),
  };
  const alone = { x: 0, width: columns - 1 };
  if (zoom === 'list' || zoom === 'search') return { ...common, facets: null, list: alone, detail: null };
  if (zoom === 'facet') return { ...common, facets: alone, list: { x: columns, width: 0 }, detail: null };
  if (zoom === 'detail') return { ...common, facets: null, list: alone, detail: null };
  const facetCells = columns >= 110 ? FACET_COLUMN : facetOpen ? Math.min(FACET_ALONE, columns - 1) : 0;
  const facets = facetCells === 0 ? null : { x: 0, width: facetCells };
  const x = facetCells === 0 ? 0 : facetCells + 1;
  const room = Math.max(0, columns - 1 - x);
  // A facet on a very narrow screen takes it whole.
  if (facets !== null && room < 24) {
    return { ...common, facets: alone, list: { x: columns, width: 0 }, detail: null };
  }
  if (columns < 170) return { ...common, facets, list: { x, width: room }, detail: null };
  const detailCells = Math.min(70, Math.max(48, room - DETAIL_GAP - LIST_BESIDE_DETAIL));
  const listCells = room - DETAIL_GAP - detailCells;
  return {
    ...common,
    facets,
    list: { x, width: listCells },
    detail: { x: x + listCells + DETAIL_GAP, width: detailCells },
  };
}
