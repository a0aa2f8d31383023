/**
 * auditty beside its peers on the same log: whole processes and first screens, round after round in turn, and ratios of
 * what was measured in the same round, as the machine is never quite alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EXECUTABLE, LAUNCHER, NODE } from '../test/support/pty.ts';
import { logOf } from './big-log.ts';
import { barChart } from './chart.ts';
import { median, ratioTo, short } from './figures.ts';
import { goals } from './goals.ts';
import type { Part } from './lines.ts';
import { AMOUNTS } from './parts.ts';
import { findPython, LNAV, type Peer, type Python, peers, type Run, runs, versionOf } from './peers.ts';
import { firstScreen, run, type Times, view } from './timed.ts';
import { audittyCommand } from './viewer.ts';

const ROUNDS = 5;
const CHART = fileURLToPath(new URL('results.svg', import.meta.url));
const SMALL = '1M';
const READ = 'everything read and counted';

/** What one contestant took, round by round, in seconds. */
export interface Measured {
  readonly group: string;
  readonly name: string;
  readonly wall: number[];
  /** Empty where it was not taken. */
  readonly cpu: number[];
  /** What it counted, and what of it is to be known. */
  counted: string;
  readonly once: () => Promise<Times & { readonly counted: string }>;
}

/** Measures, and writes the chart where it is of as much as the goals are for. */
export async function measurePeers(size: string): Promise<Part> {
  const { path, made } = logOf(size);
  const small = logOf(SMALL).path;
  const python = findPython();
  const known = peers(python).map((peer) => ({ ...peer, found: versionOf(peer) }));
  const there = new Set(known.flatMap(({ name, found }) => (found === null ? [] : [name])));
  const truth = countsOf(path);
  const all = [...processes(path, truth, there, python), ...screens(path, small, there, python)];
  for (let round = -1; round < ROUNDS; round++) {
    for (const one of all) {
      process.stderr.write(`${round < 0 ? 'warming' : `round ${round + 1}`}: ${one.group}: ${one.name}\n`);
      const { wall, cpu, counted } = await one.once();
      if (round < 0) continue; // the page cache is warm now
      one.wall.push(wall);
      if (Number.isFinite(cpu)) one.cpu.push(cpu);
      one.counted = counted;
    }
  }
  if (size === AMOUNTS.size)
    writeFileSync(CHART, barChart(`Seconds on ${size} of audit events (median of ${ROUNDS}, log scale)`, all));
  return { text: report(made, truth, known, all), figures: goals(all) };
}

interface Counts {
  readonly events: number;
  readonly delete: number;
}

/** What is to be counted: by auditty, and the sum held against the lines of the file. */
function countsOf(path: string): Counts {
  const command = [...audittyCommand(), 'count', '--by', 'verb', '-o', 'csv', '--no-rotated', path];
  const rows = run(command).stdout.trim().split('\n').slice(1);
  const counts = new Map(rows.map((row) => [row.split(',')[0] ?? '', Number(row.split(',')[1])]));
  return { events: [...counts.values()].reduce((sum, count) => sum + count, 0), delete: counts.get('delete') ?? 0 };
}

function measured(group: string, name: string, once: Measured['once']): Measured {
  return { group, name, once, wall: [], cpu: [], counted: '' };
}

/** Whole processes. */
function processes(path: string, truth: Counts, there: ReadonlySet<string>, python: Python | null): Measured[] {
  const viewer = (name: string, command: readonly string[]): Measured =>
    measured(READ, name, async () => {
      const { wall, cpu, events } = await view(command, path, truth.events);
      return { wall, cpu, counted: told(events, truth.events) };
    });
  const isThere = (each: Run): boolean => each.peer === 'auditty' || there.has(each.peer);
  const others = Object.entries(runs(audittyCommand(), python)).flatMap(([group, list]) =>
    list.filter(isThere).map((each) =>
      measured(group, `${each.peer} ${each.what}`, async () => {
        const { stdout, ...times } = run(each.command(path));
        const count = each.count(stdout);
        const expected = each.counts === 'lines' ? null : truth[each.counts];
        return { ...times, counted: `${told(count, expected)}${each.note === undefined ? '' : `: ${each.note}`}` };
      }),
    ),
  );
  const both = existsSync(EXECUTABLE) ? [viewer('auditty, the viewer', [EXECUTABLE])] : [];
  const viewers = [...both, viewer('auditty, the viewer on Node.js', [NODE, LAUNCHER])];
  // Stable: groups together, as they are shown.
  return [...viewers, ...others].sort((a, b) => Number(b.group === READ) - Number(a.group === READ));
}

/** The count, and whether it is auditty's (null: another thing is counted). */
function told(count: number, expected: number | null): string {
  const text = count.toLocaleString('en');
  if (expected === null) return text;
  return count === expected ? `${text}, the same` : `${text}, **not ${expected.toLocaleString('en')}**`;
}

/** First screens: what is waited for says that events are there to be read. */
function screens(path: string, small: string, there: ReadonlySet<string>, python: Python | null): Measured[] {
  const group = 'first screen';
  const screen = (name: string, command: readonly string[], shown: RegExp): Measured =>
    measured(group, name, async () => ({
      wall: (await firstScreen(command, shown)) / 1000,
      cpu: Number.NaN,
      counted: '',
    }));
  const panes = (times: string): RegExp =>
    new RegExp(`Stage[\\s\\S]*\\d [━╸][\\s\\S]*Level[\\s\\S]*Verb[\\s\\S]*(${times})`);
  const auditty = audittyCommand();
  return [
    screen('auditty', [...auditty, '--no-rotated', path], panes(lastTimes(path))),
    screen(`auditty, ${SMALL}B`, [...auditty, '--no-rotated', small], panes(lastTimes(small))),
    ...(there.has('lnav') ? [screen('lnav', [...LNAV, path], new RegExp(lastTimes(path)))] : []),
    ...(there.has('toolong')
      ? [screen('toolong', [`${python?.scripts ?? ''}/tl`, path], /"auditID":"[\s\S]*"auditID":"/)]
      : []),
  ];
}

/** The times of the last events, `a|b|c`: which of them comes last depends on whether a program sorts. */
function lastTimes(path: string): string {
  const tail = spawnSync('tail', ['-n', '5', path], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
  const times = [...tail.matchAll(/"stageTimestamp":"[\d-]+T([\d:]+\.\d{3})/g)].map((match) => match[1] ?? '');
  return [...new Set(times)].join('|').replaceAll('.', '\\.');
}

function report(
  made: string,
  truth: Counts,
  known: readonly (Peer & { readonly found: string | null })[],
  all: readonly Measured[],
): string {
  const wc = all.find(({ name }) => name === 'wc -l');
  const tables = [...new Set(all.map(({ group }) => group))].map((group) => {
    const list = all.filter((each) => each.group === group);
    const base = list[0];
    const rows = list.map(({ name, wall, cpu, counted }) =>
      [
        name.replaceAll('|', '\\|'),
        short(median(wall)),
        cpu.length === 0 ? '' : short(median(cpu)),
        short(ratioTo(wall, base?.wall ?? [])),
        short(ratioTo(wall, wc?.wall ?? [])),
        counted,
      ].join(' | '),
    );
    return `| ${group} | wall s | CPU s | times auditty | times wc -l | counted |\n|---|---|---|---|---|---|\n| ${rows.join(' |\n| ')} |`;
  });
  const peerRows = known.map(({ name, found, install }) => `| ${name} | ${found ?? '**missing**'} | ${install} |`);
  return `![Medians as bars](results.svg)

${ROUNDS} rounds in turn after one that is not counted, page cache warm; medians, and medians of the ratios of each round. The machine was
shared: trust the ratios, not the seconds.
"Times auditty" is to the first line of its table. Every run is a process of its own; CPU is user and system time. The
log is ${made}: ${truth.events.toLocaleString('en')} events. The viewer runs in a pseudo-terminal of 120x50 until all events are read and the
panes (stage, level, user, namespace, verb, code) are counted on its screen, and is quit then. First screen: from the start
of the process until events are on the screen; with auditty the panes and their counts too.

${tables.join('\n\n')}

| peer | version | installed by |
|---|---|---|
${peerRows.join('\n')}
`;
}
