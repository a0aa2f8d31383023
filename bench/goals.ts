/** What of auditty and its peers is divided by what, for the goals. */
import { median, ratioTo, short } from './figures.ts';
import type { Figures, LineId } from './lines.ts';
import type { Measured } from './measure-peers.ts';

const READ = 'everything read and counted';
const DELETE = 'events whose verb is delete';
const FIRST = 'first screen';
const VIEWER = 'auditty, the viewer';

type Name = readonly [group: string, name: string];

/** What is divided by what. */
const RATIOS = {
  firstOfSmall: [
    [FIRST, 'auditty'],
    [FIRST, 'auditty, 1MB'],
  ],
  firstLnav: [
    [FIRST, 'lnav'],
    [FIRST, 'auditty'],
  ],
  firstToolong: [
    [FIRST, 'toolong'],
    [FIRST, 'auditty'],
  ],
  facetsWc: [
    [READ, VIEWER],
    [READ, 'wc -l'],
  ],
  facetsHl: [
    [READ, VIEWER],
    [DELETE, 'hl --raw -f verb=delete'],
  ],
  facetsLnav: [
    [READ, 'lnav the index alone (count(*))'],
    [READ, VIEWER],
  ],
  facetsJq: [
    [DELETE, `jq -c 'select(.verb == "delete")'`],
    [READ, VIEWER],
  ],
} as const satisfies Partial<Record<LineId, readonly [of: Name, to: Name]>>;

/** The medians of the ratios of each round. */
export function goals(all: readonly Measured[]): Figures {
  const find = ([group, name]: Name): Measured | undefined =>
    all.find((each) => each.group === group && each.name === name) ??
    all.find((each) => each.group === group && name === VIEWER && each.name.startsWith(VIEWER));
  return Object.fromEntries(
    Object.entries(RATIOS).map(([id, [of, to]]) => {
      const [upper, lower] = [find(of), find(to)];
      if (upper !== undefined && lower !== undefined) {
        const note = `${short(median(upper.wall))} s to ${short(median(lower.wall))} s`;
        return [id, { value: ratioTo(upper.wall, lower.wall), note }];
      }
      return [id, { value: null, note: `without ${(upper === undefined ? of : to)[1].split(' ')[0]}` }];
    }),
  );
}
