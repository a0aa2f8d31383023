/** The goals in ratios, and what was measured of each. */
import { ratioTo, short } from './figures.ts';
import type { Measured } from './measure-peers.ts';

const READ = 'everything read and counted';
const DELETE = 'events whose verb is delete';
const FIRST = 'first screen';
const VIEWER = 'auditty, the viewer';

/** What is divided by what, and the goal: at most (`<=`) or at least (`>=`) so many times. */
const GOALS: readonly {
  readonly what: string;
  readonly of: readonly [group: string, name: string];
  readonly to: readonly [group: string, name: string];
  readonly is: '<=' | '>=';
  readonly goal: number;
}[] = [
  { what: 'first screen: to that of 1 MB', of: [FIRST, 'auditty'], to: [FIRST, 'auditty, 1MB'], is: '<=', goal: 1.2 },
  { what: 'first screen: lnav to auditty', of: [FIRST, 'lnav'], to: [FIRST, 'auditty'], is: '>=', goal: 10 },
  { what: 'first screen: toolong to auditty', of: [FIRST, 'toolong'], to: [FIRST, 'auditty'], is: '>=', goal: 3 },
  { what: 'all facets: to wc -l', of: [READ, VIEWER], to: [READ, 'wc -l'], is: '<=', goal: 8 },
  {
    what: 'all facets: to hl with one filter',
    of: [READ, VIEWER],
    to: [DELETE, 'hl --raw -f verb=delete'],
    is: '<=',
    goal: 1.15,
  },
  {
    what: "all facets: lnav's index alone to auditty",
    of: [READ, 'lnav the index alone (count(*))'],
    to: [READ, VIEWER],
    is: '>=',
    goal: 4,
  },
  {
    what: 'all facets: jq to auditty',
    of: [DELETE, `jq -c 'select(.verb == "delete")'`],
    to: [READ, VIEWER],
    is: '>=',
    goal: 15,
  },
];

/** A table of the goals that could be measured, and whether each was reached. */
export function goals(all: readonly Measured[]): string {
  const find = ([group, name]: readonly [string, string]): Measured | undefined =>
    all.find((each) => each.group === group && each.name === name) ??
    all.find((each) => each.group === group && name === VIEWER && each.name.startsWith(VIEWER));
  const rows = GOALS.map(({ what, of, to, is, goal }) => {
    const [upper, lower] = [find(of), find(to)];
    const bound = `${is === '<=' ? 'at most' : 'at least'} ${goal}`;
    if (upper === undefined || lower === undefined) return `| ${what} | ${bound} | not measured |  |`;
    const ratio = ratioTo(upper.wall, lower.wall);
    const reached = is === '<=' ? ratio <= goal : ratio >= goal;
    return `| ${what} | ${bound} | ${short(ratio)} | ${reached ? 'reached' : '**missed**'} |`;
  });
  return `| ratio | goal | median | |\n|---|---|---|---|\n${rows.join('\n')}`;
}
