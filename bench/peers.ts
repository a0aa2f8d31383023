/** auditty and its peers: how each is called for the same question, installed, and known to be there. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Another program. */
export interface Peer {
  readonly name: string;
  readonly install: string;
  /** What tells its version, and so that it is there. */
  readonly version: readonly string[];
}

/** One question put to one peer as a whole process. */
export interface Run {
  readonly peer: string;
  readonly what: string;
  readonly command: (path: string) => readonly string[];
  /** What of the log it counts, from its output; `events` and `delete` have to agree with auditty's counts. */
  readonly counts: 'events' | 'delete' | 'lines';
  readonly count: (stdout: string) => number;
  /** Why its count may differ, where it may. */
  readonly note?: string;
}

export interface Python {
  readonly python: string;
  /** Where pip puts programs. */
  readonly scripts: string;
}

/** The Python behind whatever wrapper is in the PATH, which would be timed with it; null without one. */
export function findPython(): Python | null {
  const script = "import sys, sysconfig; print(sys.executable); print(sysconfig.get_path('scripts'))";
  const done = spawnSync('python3', ['-c', script], { encoding: 'utf8' });
  const [python, scripts] = (done.stdout ?? '').trim().split('\n');
  return done.status === 0 && python !== undefined && scripts !== undefined ? { python, scripts } : null;
}

/** The peers by name. */
export function peers(python: Python | null): readonly Peer[] {
  return [
    { name: 'wc', install: 'there (coreutils)', version: ['wc', '--version'] },
    { name: 'ripgrep', install: '`apt-get install ripgrep`', version: ['rg', '--version'] },
    { name: 'jq', install: '`apt-get install jq`', version: ['jq', '--version'] },
    { name: 'jaq', install: '`cargo install jaq`', version: ['jaq', '--version'] },
    { name: 'angle-grinder', install: '`cargo install ag`', version: ['agrind', '--version'] },
    {
      name: 'hl',
      install:
        '`cargo build --release` in a checkout of github.com/pamburus/hl (not the `hl` of crates.io); for our figures at 6164b42a, with clap_mangen 0.2 of crates.io for its own fork, which makes the manual page',
      version: ['hl', '--version'],
    },
    {
      name: 'lnav',
      install: '`apt-get install lnav`, with the format file of bench/lnav',
      version: ['lnav', '--version'],
    },
    { name: 'toolong', install: '`pip install toolong`', version: [`${python?.scripts ?? ''}/tl`, '--version'] },
    {
      name: 'DuckDB',
      install: '`pip install duckdb`',
      version: [python?.python ?? 'python3', '-c', 'import duckdb; print(duckdb.__version__)'],
    },
  ];
}

/** The first line of what a peer says of its version; null where it is not there. */
export function versionOf({ version: [command = '', ...rest] }: Peer): string | null {
  const done = spawnSync(command, rest, { encoding: 'utf8' });
  return done.status === 0 ? (done.stdout.trim().split('\n')[0] ?? '') : null;
}

export const LNAV = ['lnav', '-I', `${here}lnav`] as const;

const lines = (stdout: string): number => stdout.split('\n').length - 1;
const lastNumber = (stdout: string): number => Number(stdout.trim().split(/\s+/).at(-1));
const sql = (query: string) => (path: string) => [...LNAV, '-n', '-c', `;${query}`, '-c', ':write-csv-to -', path];

/** The runs whose answers are compared, by group; the first of each is auditty's. */
export function runs(auditty: readonly string[], python: Python | null): Readonly<Record<string, readonly Run[]>> {
  return {
    'events whose verb is delete': [
      {
        peer: 'auditty',
        what: 'print -o jsonl -q verb:delete',
        command: (path) => [
          ...auditty,
          'print',
          '--no-rotated',
          '--no-redact',
          '-o',
          'jsonl',
          '-q',
          'verb:delete',
          path,
        ],
        counts: 'delete',
        count: lines,
      },
      {
        peer: 'hl',
        what: '--raw -f verb=delete',
        command: (path) => ['hl', '--paging=never', '--raw', '-f', 'verb=delete', path],
        counts: 'delete',
        count: lines,
      },
      {
        peer: 'jq',
        what: `-c 'select(.verb == "delete")'`,
        command: (path) => ['jq', '-c', 'select(.verb == "delete")', path],
        counts: 'delete',
        count: lines,
      },
      {
        peer: 'jaq',
        what: `-c 'select(.verb == "delete")'`,
        command: (path) => ['jaq', '-c', 'select(.verb == "delete")', path],
        counts: 'delete',
        count: lines,
      },
      {
        peer: 'ripgrep',
        what: `-c '"verb":"delete"'`,
        command: (path) => ['rg', '-c', '"verb":"delete"', path],
        counts: 'lines',
        count: lastNumber,
        note: 'lines with that text anywhere, in bodies too',
      },
      {
        peer: 'ripgrep',
        what: `-c -i '"verb":"delete"'`,
        command: (path) => ['rg', '-c', '-i', '"verb":"delete"', path],
        counts: 'lines',
        count: lastNumber,
        note: 'as above',
      },
    ],
    'how many events of each verb': [
      {
        peer: 'auditty',
        what: 'count --by verb',
        command: (path) => [...auditty, 'count', '--by', 'verb', '-o', 'csv', '--no-rotated', path],
        counts: 'delete',
        count: (stdout) => Number(/^delete,(\d+)/m.exec(stdout)?.[1]),
      },
      {
        peer: 'lnav',
        what: 'GROUP BY verb',
        command: sql('SELECT verb, count(*) FROM k8s_audit GROUP BY verb'),
        counts: 'delete',
        count: (stdout) => Number(/^delete,(\d+)/m.exec(stdout)?.[1]),
      },
      {
        peer: 'angle-grinder',
        what: "'* | json | count by verb'",
        command: (path) => ['agrind', '-f', path, '* | json | count by verb'],
        counts: 'delete',
        count: (stdout) => Number(/^delete\s+(\d+)/m.exec(stdout)?.[1]),
      },
    ],
    'everything read and counted': [
      {
        peer: 'wc',
        what: '-l',
        command: (path) => ['wc', '-l', path],
        counts: 'events',
        count: (stdout) => Number.parseInt(stdout, 10),
      },
      {
        peer: 'lnav',
        what: 'the index alone (count(*))',
        command: sql('SELECT count(*) FROM k8s_audit'),
        counts: 'events',
        count: lastNumber,
      },
      {
        peer: 'DuckDB',
        what: 'read_ndjson, six GROUP BYs',
        command: (path) => [python?.python ?? 'python3', `${here}duckdb-facets.py`, path],
        counts: 'delete',
        count: (stdout) => Number(/"delete": (\d+)/.exec(stdout)?.[1]),
      },
    ],
  };
}
