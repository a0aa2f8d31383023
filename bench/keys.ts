/**
 * Fuzzy search, keystroke by keystroke, in the engine over a million events with 300,000 distinct names; beside it
 * fuse.js alone over the distinct values, and fzf's binary over the same as lines.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fuse from 'fuse.js';
import type { ViewSpec } from '../src/engine/engine.ts';
import { Index } from '../src/engine/index-store.ts';
import { Standing } from '../src/engine/standing.ts';
import { fieldColumns } from '../src/engine/tables.ts';
import { buildView } from '../src/engine/views.ts';
import type { Field, Query } from '../src/query/query.ts';
import { median, percentile, short } from './figures.ts';
import type { Part } from './lines.ts';
import { namedBlocks } from './named-events.ts';

const EVENTS = 1_000_000;
const NAMES = 300_000;
const ROUNDS = 5;
/** As the viewer asks at 120x40. */
const FACETS: readonly Field[] = ['stage', 'level', 'user', 'verb', 'code'];
const ROWS = 60;
const BEST = 9;

/** What is typed, letter by letter. */
const TYPED = {
  'one term': 'payment',
  'two terms': 'paymnt worker',
  'three terms': 'checkout api ns-3',
  'a typo': 'schedluer',
  'no hit': 'zzqqxxvv',
} as const;

export async function measureKeys(): Promise<Part> {
  const index = new Index();
  let offset = 0;
  for (const block of namedBlocks(EVENTS, NAMES)) {
    index.add(0, 'made-up.log', offset, block, 'newer');
    offset += block.length;
  }
  const columns = fieldColumns(index.tables);
  const key = (text: string): { readonly rows: number; readonly whole: number } => {
    const query: Query = { terms: [{ kind: 'fuzzy', text }] };
    const spec: ViewSpec = {
      query,
      fold: 'stages',
      order: 'time',
      anchor: 'end',
      before: ROWS,
      after: 0,
      best: BEST,
      facets: FACETS.map((field) => ({ field, limit: 40 })),
    };
    const start = performance.now();
    const standing = new Standing(index, columns, { query, fold: 'stages', fields: FACETS, best: true });
    buildView(index, standing, spec, 0, null, false);
    const rows = performance.now() - start;
    while (standing.step());
    buildView(index, standing, spec, 0, null, false);
    return { rows, whole: performance.now() - start };
  };
  const values = distinctValues(index);
  const fuse = fuseTimes(values);
  const fzf = fzfTimes(values);

  for (const text of Object.values(TYPED)) key(text);
  const all: { readonly rows: number; readonly whole: number }[] = [];
  const lines = Object.entries(TYPED).map(([what, text]) => {
    const keys = Array.from({ length: ROUNDS }, () => Array.from(text, (_, at) => key(text.slice(0, at + 1)))).flat();
    all.push(...keys);
    const times = (of: 'rows' | 'whole', percent: number): string =>
      `${short(
        percentile(
          keys.map((each) => each[of]),
          percent,
        ),
      )} ms`;
    const other = (known: ReadonlyMap<string, number> | null): string =>
      known === null ? '' : `${short(known.get(text) ?? Number.NaN)} ms`;
    return `| ${what}: \`${text}\` | ${times('rows', 50)} | ${times('rows', 95)} | ${times('whole', 50)} | ${times('whole', 95)} | ${other(fuse)} | ${other(fzf)} |`;
  });
  const text = `${ROUNDS} rounds of each text typed letter by letter, over ${EVENTS.toLocaleString('en')} made-up events with ${(index.tables.name.size - 1).toLocaleString('en')} names,
${index.tables.user.size - 1} users and ${index.tables.agent.size - 1} agents, in one thread of Node.js without a screen. Rows: the newest ${ROWS} that match are found, which is what
a key press is answered with; whole: the best matches are ranked and all panes counted too, in slices that the next key pre-empts.
Beside it, once a text as a whole: fuse.js alone over the ${values.length.toLocaleString('en')} distinct values (threshold 0.34, the first 100), and
${fzf === null ? 'fzf, which is not installed here (`apt-get install fzf`)' : '`fzf -f TEXT` over the same as lines, its start and reading included'}.

| | rows, median | 95th percentile | whole, median | 95th percentile | fuse.js alone | fzf -f |
|---|---|---|---|---|---|---|
${lines.join('\n')}
`;
  const note = (of: 'rows' | 'whole'): string => `median ${short(median(all.map((each) => each[of])))} ms`;
  return {
    text,
    figures: {
      keyRows: {
        value: percentile(
          all.map(({ rows }) => rows),
          95,
        ),
        note: note('rows'),
      },
      keyWhole: {
        value: percentile(
          all.map(({ whole }) => whole),
          95,
        ),
        note: note('whole'),
      },
    },
  };
}

/** Whatever a fuzzy term is looked for in, each once. */
function distinctValues({ tables }: Index): readonly string[] {
  const { name, user, ns, verb, code, agent, ips, path } = tables;
  const texts = [name, user, ns, verb, code, agent, path].flatMap((dictionary) => dictionary.texts.slice(1));
  const addresses = Array.from({ length: ips.dictionary.size }, (_, at) => ips.items(at)).flat();
  return [...new Set([...texts, ...addresses])];
}

function fuseTimes(values: readonly string[]): ReadonlyMap<string, number> {
  const fuse = new Fuse(values, { ignoreLocation: true, threshold: 0.34, includeScore: true });
  return new Map(
    Object.values(TYPED).map((text) => {
      const start = performance.now();
      fuse.search(text, { limit: 100 });
      return [text, performance.now() - start];
    }),
  );
}

/** Null where there is no fzf. */
function fzfTimes(values: readonly string[]): ReadonlyMap<string, number> | null {
  try {
    execFileSync('fzf', ['--version'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const dir = mkdtempSync(join(tmpdir(), 'auditty-keys-'));
  const path = join(dir, 'values');
  writeFileSync(path, values.join('\n'));
  try {
    return new Map(
      Object.values(TYPED).map((text) => {
        const times = Array.from({ length: ROUNDS }, () => {
          const start = performance.now();
          spawnSync('sh', ['-c', 'fzf -f "$1" < "$2" > /dev/null', 'sh', text, path]);
          return performance.now() - start;
        });
        return [text, median(times)];
      }),
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
}
