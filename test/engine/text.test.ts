/** Text terms in the engine: what is found, counted and told, against a naive look at every line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { View } from '../../src/engine/engine.ts';
import { valuesOf } from '../../src/query/fields.ts';
import { matcher } from '../../src/query/match.ts';
import { fileSource } from '../../src/sources/file.ts';
import type { Source } from '../../src/sources/source.ts';
import { loaded, query, reference, spec, started } from '../support/core.ts';
import { eventLines } from '../support/events.ts';
import { piecesSource } from '../support/pieces-source.ts';

const CONTEXT = { source: 'audit.log', rule: '', drift: '' };
const dir = mkdtempSync(join(tmpdir(), 'auditty-text-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Events with bodies: each line has a word of its own, and one of a few that many have. */
const LINES = eventLines(3000).map((line, at) => {
  const note = ['Größe', 'say "hi" <b>', 'plain', 'back\\slash', ''][at % 5];
  return JSON.stringify({ ...JSON.parse(line), requestObject: { note, serial: `serial-${at}` } }).replace(
    /</g,
    '\\u003c',
  );
});

interface Naive {
  readonly passing: readonly string[];
  readonly facets: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The own texts of events that pass, and the counts of panes, by plain loops over plain objects. */
function naive(texts: readonly string[], filter: string): Naive {
  const events = reference(texts).map((fields, at) => ({ fields, raw: rawOf(texts[at] ?? '') }));
  const wanted = query(filter);
  const passes = matcher(wanted);
  const facets = spec().facets.map(({ field }) => {
    const others = matcher({ terms: wanted.terms.filter((term) => term.kind !== 'field' || term.field !== field) });
    const counts: Record<string, number> = {};
    for (const { fields, raw } of events) {
      if (!others(fields, CONTEXT, raw)) continue;
      const values = valuesOf(field, fields, CONTEXT);
      for (const value of values.length === 0 ? [''] : new Set(values)) counts[value] = (counts[value] ?? 0) + 1;
    }
    return [field, counts] as const;
  });
  return {
    passing: texts.filter((_, at) => passes(events[at]!.fields, CONTEXT, events[at]!.raw)),
    facets: Object.fromEntries(facets),
  };
}

function rawOf(text: string) {
  const bytes = Buffer.from(text);
  return { bytes, from: 0, to: bytes.length };
}

type Started = ReturnType<typeof started>;

/** The view of a filter once all has been searched. */
async function searched(
  { show, views }: Started,
  filter: string,
  over: Parameters<typeof spec>[0] = {},
): Promise<View> {
  await show(spec({ query: query(filter), ...over }));
  await expect.poll(() => views.get(1)?.text?.share).toBe(1);
  const view = views.get(1);
  if (view === undefined) throw new Error('no view');
  return view;
}

function countsOf(view: View) {
  return Object.fromEntries(
    (view.facets ?? []).map(({ field, values }) => [
      field,
      Object.fromEntries(values.filter(({ count }) => count > 0).map(({ value, count }) => [value, count])),
    ]),
  );
}

async function expectNaive(engine: Started, texts: readonly string[], filter: string): Promise<void> {
  const view = await searched(engine, filter);
  const plain = naive(texts, filter);
  expect(view.total).toMatchObject({ passing: plain.passing.length, held: texts.length });
  expect(view.rows.map(({ time }) => time)).toEqual(reference(plain.passing.slice(-21)).map(({ time }) => time));
  expect(countsOf(view)).toEqual(plain.facets);
  expect(view.text).toEqual({ share: 1, gone: 0, stopped: null });
}

const FILTERS = ['text:serial-17', '-text:serial-1', 'text:GRÖSSE', 'text:größe', 'text:=Größe verb:get', String.raw`text:"say \"hi\" <"`, 'text:(slash OR serial-5) -text:plain user:alice', 'verb:(get OR list) text:"\\"verb\\":"', 'text:"nothing like it"', 'code:>=400 text:plain ns:prod', 'text~serial-\\d+5"', '-text~serial-\\d+5" text:plain verb:get', 'uri:*pods* verb:get', 'path:/api/*', '-path:/healthz', 'audit:*', 'requestObject.serial~7$', 'has:requestObject', 'has:responseObject', '-has:responseObject verb:list', '(text:plain OR verb:get) -user:alice', '-(text:plain verb:get)', '(text~serial-\\d+5" OR requestObject.note:back*) code:200', 'requestObject.note:""', 'requestObject.note:größe OR has:uri user:bob', 'deprecated:false ns:prod', 'psa:*']; // biome-ignore format: a list

describe('a text is found in all lines that hold it, and counted in all panes', () => {
  it.each(FILTERS)('%s', async (filter) => {
    const engine = loaded(LINES.map((line) => `${line}\n`).join(''), 500_000, 100_000);
    await engine.reading;
    await expectNaive(engine, LINES, filter);
  });

  it('in whatever pieces the file comes, before and while it is looked for', async () => {
    const text = LINES.slice(0, 400)
      .map((line) => `${line}\n`)
      .join('');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length),
        fc.integer({ min: 300, max: 100_000 }),
        fc.constantFrom(...FILTERS),
        fc.boolean(),
        async (middle, block, filter, early) => {
          const engine = loaded(text, middle, block);
          if (early) engine.core.show(1, 0, spec({ query: query(filter) }));
          await engine.reading;
          await expectNaive(engine, LINES.slice(0, 400), filter);
          engine.core.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('in lines that arrive live', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const engine = loaded(`${LINES.slice(0, 100).join('\n')}\n`, 0, 100_000, async function* () {
      await promise;
      for (const line of LINES.slice(100, 200)) yield Buffer.from(`${line}\n`);
    });
    await searched(engine, 'text:serial-1');
    expect(engine.views.get(1)?.total?.passing).toBe(11);
    resolve();
    await engine.reading;
    await expect.poll(() => engine.views.get(1)?.total).toMatchObject({ passing: 111, held: 200 });
    await expectNaive(engine, LINES.slice(0, 200), 'text:serial-1');
    await expectNaive(engine, LINES.slice(0, 200), 'text~serial-.5');
  });

  it('while nothing newer is to be shown', async () => {
    const engine = loaded(`${LINES.slice(0, 100).join('\n')}\n`, 0, 5000);
    await engine.reading;
    const view = await searched(engine, 'text:plain', { upTo: 50 });
    expect(view.total?.passing).toBe(10);
    expect(view.newer).toBe(10);
  });
});

const items = LINES.slice(0, 60);
const values = items.map((line) => JSON.parse(line) as Record<string, unknown>); // our own
const FORMS: readonly (readonly [string, string])[] = [
  ['a list', `${JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: values })}\n`],
  ['an array', `${JSON.stringify(values)}\n`],
  ['a container log', items.map((line) => `${JSON.stringify({ log: `${line}\n`, stream: 'stdout' })}\n`).join('')],
  ['documents over many lines', values.map((value) => `${JSON.stringify(value, null, 2)}\n`).join('')],
  ['CR at the end', items.map((line) => `${line}\r\n`).join('')],
  ['NULs between', items.map((line) => `\0\0${line}\0${line.replace('serial-', 'other-')}\n`).join('')],
  ['joined lines', `${items.join('')}\n`],
  ['lists and lines', `${items.slice(0, 20).join('\n')}\n${JSON.stringify(values.slice(20))}\n`],
];

describe.each(FORMS)('of %s each event is searched on its own', (_, text) => {
  it.each([
    'text:serial-17',
    'text:serial-1',
    '-text:serial-1',
    String.raw`text:"say \"hi\" <"`,
    'text~"serial-.\\""',
    'text~\\}$',
  ])('%s', async (filter) => {
    const engine = loaded(text, 0, 1 << 20);
    await engine.reading;
    const texts: string[] = [];
    for await (const event of engine.core.questions.scan(query(''), 'stages')) {
      if ('gone' in event) throw new Error(event.gone);
      texts.push(event.text);
    }
    expect(texts.length).toBeGreaterThanOrEqual(60);
    await expectNaive(engine, texts, filter);
  });
});

describe('a real file', () => {
  const text = LINES.map((line) => `${line}\n`).join('');
  const follow = (path: string) => started(fileSource(path, { history: { limit: 1e9, read: 0 } }));

  it.each(['plain', 'gzip'])('%s', async (kind) => {
    const path = join(dir, `${kind}.log`);
    writeFileSync(path, kind === 'gzip' ? gzipSync(text) : text);
    const engine = follow(path);
    await expect.poll(() => engine.progress.get('loading')).toMatchObject({ events: LINES.length, done: true });
    for (const filter of FILTERS) await expectNaive(engine, LINES, filter);
  });

  it('says how many lines are gone', async () => {
    const path = join(dir, 'gone.log');
    writeFileSync(path, text);
    const engine = follow(path);
    await expect.poll(() => engine.progress.get('loading')).toMatchObject({ events: LINES.length, done: true });
    const known = await searched(engine, 'text:plain');
    writeFileSync(path, `${LINES.slice(0, 5).join('\n')}\n`);
    await expect.poll(() => engine.views.get(1)?.total?.held).toBe(LINES.length + 5);
    // What was found before is known.
    expect((await searched(engine, 'text:plain')).total?.passing).toBe((known.total?.passing ?? 0) + 1);
    const view = await searched(engine, 'text:größe');
    expect(view.total?.passing).toBe(1);
    expect(view.text?.gone).toBe(LINES.length);
    expect((await searched(engine, '-text:größe')).text?.gone).toBe(LINES.length);
    const gets = naive(LINES, 'verb:get').passing.length;
    expect((await searched(engine, 'verb:get text:größe')).text?.gone).toBe(gets);
  });
});

it('finds what is there where a part of the lines is gone', async () => {
  const source = piecesSource(Buffer.from(`${LINES.join('\n')}\n`), 0, 1 << 20);
  const half = Buffer.byteLength(LINES.slice(0, 1500).join('\n'));
  const dropping: Source = {
    ...source,
    readBack: async (file, offset, length) => (offset < half ? null : await source.readBack(file, offset, length)),
  };
  const engine = started(dropping);
  await engine.reading;
  const view = await searched(engine, 'text:plain');
  expect(view.total?.passing).toBe(naive(LINES.slice(1500), 'text:plain').passing.length);
  expect(view.text?.gone).toBe(1500);
});

it('reads a compressed file once more, from its beginning, where only its end was kept', async () => {
  const path = join(dir, 'long.log.gz');
  const lines = Array.from({ length: 4 }, (_, round) =>
    LINES.map((line) => line.replace('"serial-', `"${'pad '.repeat(300)}${round}-serial-`)),
  ).flat();
  writeFileSync(path, gzipSync(lines.map((line) => `${line}\n`).join('')));
  const engine = started(fileSource(path, { history: { limit: 1e9, read: 0 } }));
  await expect.poll(() => engine.progress.get('loading')).toMatchObject({ events: lines.length, done: true });
  for (const [filter, passing] of [
    ['text:2-serial-17', 111],
    ['text:"pad 0-serial-2999"', 1],
    ['-text:3-serial', 9000],
    ['text~3-serial-29.9"', 10],
  ] as const) {
    expect((await searched(engine, filter)).total?.passing).toBe(passing);
  }
});

it('goes on with what was asked for last, and finds it all', async () => {
  const engine = loaded(`${LINES.join('\n')}\n`, 0, 1 << 20);
  await engine.reading;
  for (const [at, word] of ['s', 'se', 'ser', 'seri', 'serial-', 'serial-2', 'serial-29'].entries()) {
    engine.core.show(1, at, spec({ query: query(`text:${word}`) }));
  }
  await expectNaive(engine, LINES, 'text:serial-29');
});

it('jumps, lists values and saves by a text', async () => {
  const engine = loaded(`${LINES.join('\n')}\n`, 1_000_000, 100_000);
  await engine.reading;
  const { core } = engine;
  const filter = { query: query('text:größe text~serial-2'), fold: 'stages' as const };
  const plain = naive(LINES, 'text:größe text~serial-2');
  const saved: string[] = [];
  for await (const event of core.questions.scan(filter.query, filter.fold)) if ('text' in event) saved.push(event.text);
  expect(saved).toEqual(plain.passing);
  const counted = await core.questions.values('verb', filter, '', 100);
  expect(Object.fromEntries(counted.map(({ value, count }) => [value, count]))).toEqual(plain.facets.verb);
  const view = await searched(engine, 'text:größe text~serial-2');
  const [last, before] = [view.rows.at(-1)?.id ?? '', view.rows.at(-2)?.id];
  expect(await core.questions.find({ ...filter, want: { kind: 'any' } }, last, -1)).toBe(before);
});

it('gives an expression up that takes without end, and goes on', async () => {
  const hostile = JSON.stringify({ ...JSON.parse(LINES[0] ?? ''), requestObject: { note: `${'a'.repeat(60)}!` } });
  const engine = loaded(`${[...LINES.slice(0, 50), hostile].join('\n')}\n`, 0, 1 << 20);
  await engine.reading;
  await engine.show(spec({ query: query('text~"(a+)+$"') }));
  await expect
    .poll(() => engine.views.get(1)?.text?.stopped, { timeout: 20_000 })
    .toBe('the expression took longer than 2 s on one line and was stopped');
  expect(engine.views.get(1)?.total?.passing).toBe(0);
  await expectNaive(engine, [...LINES.slice(0, 50), hostile], 'text~a{60}!');
});
