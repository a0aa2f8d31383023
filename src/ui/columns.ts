/** Which columns the list shows at a width, and how wide they are. reference/look/README.md, "Layout". */

/** In the order in which they stand where nobody has chosen; those after the rule only where they are. */
export const COLUMN_NAMES = [
  'time', 'source', 'stage', 'level', 'verb', 'resource', 'name', 'user', 'code', 'latency', 'rule', 'decision', 'reason',
  'ip', 'agent', 'ns', 'as', 'size',
] as const; // biome-ignore format: a table
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** A column that was chosen; `width`: in cells, null for the usual. */
export interface ChosenColumn {
  readonly name: ColumnName;
  readonly width: number | null;
}

export interface PlacedColumn {
  readonly name: ColumnName;
  readonly cells: number;
}

/** The columns that are in sight, from left to right. */
export interface Columns {
  readonly placed: readonly PlacedColumn[];
  /** There are more to the left, to the right. */
  readonly hasLeft: boolean;
  readonly hasRight: boolean;
}

/** As wide as they usually are; the name takes what the others leave, this at least. */
export const USUAL_WIDTHS: Readonly<Record<ColumnName, number>> = {
  time: 12, source: 8, stage: 1, level: 2, verb: 7, resource: 20, name: 24, user: 20, code: 3, latency: 6, rule: 4,
  decision: 8, reason: 40, ip: 15, agent: 30, ns: 16, as: 20, size: 8,
}; // biome-ignore format: a table

export interface Widths {
  /** 0: not shown; 1: a letter. The others too are 0 where they are not shown; the gutter is 1, time 12, verb 7, code 3 always. */
  readonly source: number;
  readonly stage: number;
  readonly level: number;
  readonly resource: number;
  readonly name: number;
  readonly user: number;
  readonly took: number;
  readonly rule: number;
}

const GUTTER_AND_TIME = 13;
const VERB = 7;
const CODE = 3;
const LEAST_NAME = 20;

/** At list widths from 104, 97, 89 and below: resource, user, took, rule. */
const STEPS = [
  { from: 104, resource: 20, user: 20, took: 6, rule: 4 },
  { from: 97, resource: 16, user: 17, took: 0, rule: 4 },
  { from: 89, resource: 15, user: 13, took: 0, rule: 4 },
  { from: 0, resource: 12, user: 11, took: 0, rule: 0 },
] as const;

/** At lists this wide sources are told by name, in at most so many cells; below by a letter. */
const NAMED_FROM = 97;
const SOURCE_NAME = 8;

/** The order in which columns give way while namespace/name has under 20 cells. */
const DROPPED = ['took', 'rule', 'stage', 'level', 'resource', 'user'] as const;

/**
 * The columns of a list this wide. Without a policy there is no rule column, and its cells go to the names.
 * `least`: time, verb, name and code only, whatever the width. `source`: the cells that the sources' short names take;
 * 0 where there is one source.
 */
export function columnsFor(cells: number, policy: boolean, least = false, source = 0): Widths {
  const step = STEPS.find(({ from }) => cells >= from) ?? STEPS[3];
  const widths: Record<(typeof DROPPED)[number] | 'source', number> = {
    source: source === 0 || least ? 0 : cells < NAMED_FROM ? 1 : Math.min(SOURCE_NAME, source),
    stage: 1,
    level: 2,
    resource: step.resource,
    user: step.user,
    took: step.took,
    rule: policy ? step.rule : 0,
  };
  for (const column of DROPPED) {
    if (!least && nameCells(cells, widths) >= LEAST_NAME) break;
    widths[column] = 0;
  }
  return { ...widths, name: Math.max(1, nameCells(cells, widths)) };
}

function nameCells(cells: number, widths: Omit<Widths, 'name'>): number {
  const shown = Object.values(widths).filter((each) => each > 0);
  const taken = shown.reduce((sum, each) => sum + each + 1, 0);
  return cells - GUTTER_AND_TIME - (VERB + 1) - (CODE + 1) - 1 - taken;
}

/** The columns that nobody has chosen, as wide as `columnsFor` has them. */
export function usualColumns(widths: Widths): Columns {
  const cells: Partial<Record<ColumnName, number>> = {
    ...widths,
    time: GUTTER_AND_TIME - 1,
    verb: VERB,
    code: CODE,
    latency: widths.took,
  };
  const placed = COLUMN_NAMES.map((name) => ({ name, cells: cells[name] ?? 0 })).filter((column) => column.cells > 0);
  return { placed, hasLeft: false, hasRight: false };
}

/** What there is where nobody has chosen, all of it: what the list scrolls to where not all has room. */
export function allUsual(policy: boolean, source: number): readonly ChosenColumn[] {
  const shown = COLUMN_NAMES.slice(0, COLUMN_NAMES.indexOf('rule') + 1).filter(
    (name) => (name !== 'rule' || policy) && (name !== 'source' || source > 0),
  );
  return shown.map((name) => ({ name, width: name === 'source' ? Math.min(SOURCE_NAME, source) : null }));
}

/**
 * Chosen columns in a list so wide, `shift` of them scrolled out to the left; a time that comes first stays. One that does
 * not fit whole is not shown, but for the first.
 */
export function chosenColumns(chosen: readonly ChosenColumn[], cells: number, shift: number): Columns {
  const [first] = chosen;
  const pinned = first?.name === 'time' ? 1 : 0;
  const from = Math.min(shift, Math.max(0, chosen.length - pinned - 1));
  const shown = chosen.filter((_, at) => at < pinned || at >= pinned + from);
  const placed: PlacedColumn[] = [];
  let used = 1;
  for (const { name, width } of shown) {
    const wanted = width ?? USUAL_WIDTHS[name];
    if (used + wanted > cells && placed.length > pinned) break;
    placed.push({ name, cells: Math.max(1, Math.min(wanted, cells - used)) });
    used += wanted + 1;
  }
  const hasRight = placed.length < shown.length;
  const spare = cells - used;
  // The name takes what is left where its width was not chosen, also what a column that does not fit would have begun in.
  const taker = shown.findIndex(({ name, width }) => name === 'name' && width === null);
  const widened = placed.map((column, at) =>
    at === taker && spare > 0 ? { ...column, cells: column.cells + spare } : column,
  );
  return { placed: widened, hasLeft: from > 0, hasRight };
}
