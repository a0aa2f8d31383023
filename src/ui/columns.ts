/** Which columns the list shows at a width, and how wide they are. reference/look/README.md, "Layout". */

export interface Columns {
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
export function columnsFor(cells: number, policy: boolean, least = false, source = 0): Columns {
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

function nameCells(cells: number, widths: Omit<Columns, 'name'>): number {
  const shown = Object.values(widths).filter((each) => each > 0);
  const taken = shown.reduce((sum, each) => sum + each + 1, 0);
  return cells - GUTTER_AND_TIME - (VERB + 1) - (CODE + 1) - 1 - taken;
}
