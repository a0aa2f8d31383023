/** All the gaps of one source, each told once, as the one that says most. */
import { Distances } from './distances.ts';
import type { Gap, MissingFile, Restart, Silence, Truncated } from './gap.ts';
import type { Lane } from './lanes.ts';
import { type HeldFile, missingBetween } from './missing-files.ts';
import { startsOf } from './restarts.ts';
import { idOf } from './rows.ts';
import type { SegmentLook } from './segment-look.ts';
import { type Pace, paceOf, silencesIn } from './silences.ts';
import type { RowRef } from './walk.ts';

/** `again`: ms since 1970 when a silence may begin to be told, if nothing comes; Infinity where that says nothing. */
interface Found {
  readonly gaps: readonly Gap[];
  readonly again: number;
}

/** `came`: ms since 1970 when lines came live, null where none did. */
export function sourceGaps(
  { source }: Pick<Lane, 'source'>,
  looks: readonly SegmentLook[],
  files: readonly HeldFile[],
  came: number | null,
  now: number,
): Found {
  const known = new Distances();
  for (const { distances } of looks) known.append(distances);
  const pace = paceOf(known);

  const missing: MissingFile[] = files.flatMap((after, at) => {
    const before = files[at - 1];
    const gap = before === undefined ? null : missingBetween(source, before, after);
    return gap === null ? [] : [gap];
  });
  const restarts = restartsOf(source, looks, known, pace, missing);
  const silences = pace === null ? [] : silencesIn(known, pace);
  const explained = [...missing, ...restarts];
  const quiet = silences
    .filter((each) => !overlaps(each, explained))
    .map(({ from, to, at }): Silence => {
      return { kind: 'silence', source, from, to, event: idOf(at), usual: pace?.usual ?? Number.NaN, lasts: false };
    });
  const { lasting, again } = lastingOf(source, looks, known, pace, came, now);
  return { gaps: [...explained, ...quiet, ...lasting, ...truncatedOf(source, looks)], again };
}

function restartsOf(
  source: number,
  looks: readonly SegmentLook[],
  known: Distances,
  pace: Pace | null,
  missing: readonly Gap[],
): Restart[] {
  const signs = looks.flatMap(({ segment, signs }) => signs.map((row) => ({ segment, row })));
  return startsOf(signs, known, pace?.usual ?? Number.NaN).map(({ at, time, silence, first }): Restart => {
    // What was recorded in a file that is missing was no silence.
    const ended = silence === null || overlaps(silence, missing) ? { from: time, to: time, at } : silence;
    return { kind: 'restart', source, from: ended.from, to: ended.to, event: idOf(ended.at), first };
  });
}

/** The silence that goes on: only of a source that recorded something while we looked on, and no copy of a log. */
function lastingOf(
  source: number,
  looks: readonly SegmentLook[],
  { latest }: Distances,
  pace: Pace | null,
  came: number | null,
  now: number,
): { readonly lasting: readonly Silence[]; readonly again: number } {
  const last = lastRow(looks);
  if (came === null || pace === null || last === null || pace.least === Number.POSITIVE_INFINITY) {
    return { lasting: [], again: Number.POSITIVE_INFINITY };
  }
  const to = now * 1000;
  // By both clocks: that of the events may be another machine's.
  const again = Math.max(came, latest / 1000) + pace.least / 1000;
  if (again > now) return { lasting: [], again };
  const gap: Silence = { kind: 'silence', source, from: latest, to, event: idOf(last), usual: pace.usual, lasts: true };
  return { lasting: [gap], again: now };
}

function lastRow(looks: readonly SegmentLook[]): RowRef | null {
  const last = looks.findLast(({ segment }) => segment.end > segment.start)?.segment;
  return last === undefined ? null : { segment: last, row: last.end - 1 };
}

function truncatedOf(source: number, looks: readonly SegmentLook[]): Truncated[] {
  const some = looks.filter(({ truncated }) => truncated > 0);
  const [first, last] = [some[0], some.at(-1)];
  if (first === undefined || last === undefined) return [];
  const from = first.segment.time[first.firstTruncated]!;
  const to = last.segment.time[last.lastTruncated]!;
  const event = idOf({ segment: last.segment, row: last.lastTruncated });
  const count = some.reduce((sum, { truncated }) => sum + truncated, 0);
  return [{ kind: 'truncated', source, from: Math.min(from, to), to: Math.max(from, to), event, count }];
}

function overlaps(gap: { readonly from: number; readonly to: number }, others: readonly Gap[]): boolean {
  return others.some((other) => gap.from < other.to && gap.to > other.from);
}
