/** The lines of the table of goals: what, how it is judged, and which part of the benchmarks measures it. */
import { short } from './figures.ts';

export interface Line {
  readonly what: string;
  /** `told`: there is no goal, it is only to be known. */
  readonly is: 'at most' | 'at least' | 'told';
  readonly bound: number;
  /** Behind a figure, as `times`, ` ms`. */
  readonly unit: string;
  /** The part that measures it, as `npm run bench -- PART`. */
  readonly part: string;
}

const TIMES = ' times';

export const LINES = {
  firstOfSmall: {
    what: 'first screen with panes and newest events, 1 GB: to that of 1 MB',
    is: 'at most',
    bound: 1.2,
    unit: TIMES,
    part: 'peers',
  },
  firstLnav: { what: 'first screen, 1 GB: lnav to auditty', is: 'at least', bound: 10, unit: TIMES, part: 'peers' },
  firstToolong: {
    what: 'first screen, 1 GB: toolong to auditty',
    is: 'at least',
    bound: 3,
    unit: TIMES,
    part: 'peers',
  },
  facetsWc: { what: '1 GB, all facets counted: to wc -l', is: 'at most', bound: 8, unit: TIMES, part: 'peers' },
  facetsHl: {
    what: '1 GB, all facets counted: to hl filtering one field',
    is: 'at most',
    bound: 1.15,
    unit: TIMES,
    part: 'peers',
  },
  facetsLnav: {
    what: "1 GB, all facets counted: lnav's index alone to auditty",
    is: 'at least',
    bound: 4,
    unit: TIMES,
    part: 'peers',
  },
  facetsJq: { what: '1 GB, all facets counted: jq to auditty', is: 'at least', bound: 15, unit: TIMES, part: 'peers' },
  scan: { what: 'scan, one thread: to JSON.parse', is: 'at least', bound: 4, unit: TIMES, part: 'scan' },
  filterRows: { what: 'filter key to rows painted, 10 GB', is: 'at most', bound: 16, unit: ' ms', part: 'filter' },
  filterCounts: {
    what: 'filter key, 10 GB: all counts, work in the engine a million rows',
    is: 'at most',
    bound: 10,
    unit: ' ms',
    part: 'filter',
  },
  keyRows: {
    what: 'fuzzy search, 1 M events, 300,000 names: key to rows, 95th percentile',
    is: 'at most',
    bound: 50,
    unit: ' ms',
    part: 'keys',
  },
  keyWhole: {
    what: 'the same: key to all ranked and counted, 95th percentile',
    is: 'told',
    bound: 0,
    unit: ' ms',
    part: 'keys',
  },
  textRare: {
    what: 'text search, any case, 1 GB, a phrase that is rare: to rg -i',
    is: 'at most',
    bound: 1.3,
    unit: TIMES,
    part: 'text',
  },
  textOften: {
    what: 'text search, any case, 1 GB, a phrase that occurs often: to rg -i',
    is: 'at most',
    bound: 1.3,
    unit: TIMES,
    part: 'text',
  },
  burstLost: {
    what: '50,000 events/s appended for 60 s: events lost',
    is: 'at most',
    bound: 0,
    unit: '',
    part: 'burst',
  },
  burstFrame: { what: '50,000 events/s: the latest frame', is: 'at most', bound: 100, unit: ' ms', part: 'burst' },
  burstCpu: { what: '50,000 events/s: share of a core', is: 'at most', bound: 60, unit: ' %', part: 'burst' },
  append: {
    what: 'append to screen, idle, 95th percentile',
    is: 'at most',
    bound: 50,
    unit: ' ms',
    part: 'screen',
  },
  idleCpu: { what: 'idle over 60 s: share of a core', is: 'at most', bound: 0.2, unit: ' %', part: 'idle' },
  idleBytes: { what: 'idle over 60 s: bytes to the terminal', is: 'at most', bound: 0, unit: '', part: 'idle' },
  columns: { what: 'memory: columns, an event', is: 'at most', bound: 56, unit: ' bytes', part: 'memory' },
  dictionaries: { what: 'memory: dictionaries, an event', is: 'told', bound: 0, unit: ' bytes', part: 'memory' },
  base: { what: 'memory: base, 120x40, a small log', is: 'at most', bound: 160, unit: ' MB', part: 'memory' },
  held: { what: 'memory: most with 1 GB of log held', is: 'at most', bound: 250, unit: ' MB', part: 'memory' },
  bounded: {
    what: 'memory: most with a 10 GB file and `--max-memory 512M`',
    is: 'at most',
    bound: 512,
    unit: ' MB',
    part: 'growth',
  },
  growthIndex: {
    what: 'cost as the log grows: indexing a GB, in 10 GB to in 1 GB (a straight line: about 1)',
    is: 'at most',
    bound: 1.2,
    unit: TIMES,
    part: 'growth',
  },
  growthFirst: {
    what: 'cost as the log grows: first screen, 10 GB to 10 MB (flat: about 1)',
    is: 'at most',
    bound: 1.2,
    unit: TIMES,
    part: 'growth',
  },
} as const satisfies Readonly<Record<string, Line>>;

export type LineId = keyof typeof LINES;

/** All lines in their order. */
export function lineIds(): LineId[] {
  return Object.keys(LINES) as LineId[]; // the keys of a constant
}

export interface Figure {
  /** In the unit of the line; null where it could not be measured, and the note says why. */
  readonly value: number | null;
  readonly note?: string;
}
export type Figures = Partial<Readonly<Record<LineId, Figure>>>;

/** What a part of the benchmarks gives. */
export interface Part {
  /** Its section, as Markdown. */
  readonly text: string;
  readonly figures: Figures;
}

export function goalText({ is, bound, unit }: Line): string {
  return is === 'told' ? 'told apart' : `${is} ${bound.toLocaleString('en')}${unit}`;
}

/** The figure, and what is to be known of it. */
export function measuredText({ unit }: Line, figure: Figure | undefined): string {
  if (figure === undefined) return 'not measured';
  const value = figure.value === null ? '' : `${figure.value === 0 ? '0' : short(figure.value)}${unit}`;
  return [value, figure.note ?? ''].filter((each) => each !== '').join('; ');
}

export function verdict({ is, bound }: Line, figure: Figure | undefined): string {
  if (figure?.value == null || Number.isNaN(figure.value)) return '';
  if (is === 'told') return 'told';
  return (is === 'at most' ? figure.value <= bound : figure.value >= bound) ? 'reached' : '**missed**';
}

/** What a part measured beside its goals. */
export function goalTable(figures: Figures): string {
  const rows = lineIds().flatMap((id) => {
    const figure = figures[id];
    const line = LINES[id];
    return figure === undefined
      ? []
      : [`| ${line.what} | ${goalText(line)} | ${measuredText(line, figure)} | ${verdict(line, figure)} |`];
  });
  return `| what | goal | measured | |\n|---|---|---|---|\n${rows.join('\n')}`;
}
