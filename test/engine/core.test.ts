import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventFields } from '../../src/audit/event.ts';
import type { View, ViewSpec } from '../../src/engine/engine.ts';
import { valuesOf } from '../../src/query/fields.ts';
import { matcher } from '../../src/query/match.ts';
import { loaded, query, reference, spec } from '../support/core.ts';
import { eventLines } from '../support/events.ts';

const CONTEXT = { source: 'audit.log', rule: '', drift: '' };

const LINES = eventLines(3000);
const EVENTS = reference(LINES);
const TEXT = LINES.map((line) => `${line}\n`).join('');

/** Rows, counts and totals as plain loops over plain objects give them. */
function expected(events: readonly EventFields[], wanted: ViewSpec) {
  const passes = matcher(wanted.query);
  const open = wanted.fold === 'stages' ? events : events.filter((event, at) => !superseded(events, event, at));
  const passing = open.filter((event) => passes(event, CONTEXT));
  const facets = wanted.facets.map(({ field }) => {
    const others = matcher({
      terms: wanted.query.terms.filter((term) => term.kind !== 'field' || term.field !== field),
    });
    const counts = new Map<string, number>();
    for (const event of open) {
      if (!others(event, CONTEXT)) continue;
      const values = valuesOf(field, event, CONTEXT);
      for (const value of values.length === 0 ? [''] : new Set(values)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [field, Object.fromEntries(counts)] as const;
  });
  return { passing, facets: Object.fromEntries(facets) };
}

const RANK = ['', 'RequestReceived', 'ResponseStarted', 'ResponseComplete'];
function rank(event: EventFields): number {
  return event.stage === 'Panic' ? 3 : RANK.indexOf(event.stage);
}
function superseded(events: readonly EventFields[], event: EventFields, at: number): boolean {
  return events.some(
    (other, i) =>
      i !== at && other.auditID === event.auditID && other.received === event.received && rank(other) > rank(event),
  );
}

function shownFacets(view: View) {
  return Object.fromEntries(
    (view.facets ?? []).map((facet) => [
      facet.field,
      Object.fromEntries(facet.values.filter(({ count }) => count > 0).map(({ value, count }) => [value, count])),
    ]),
  );
}

describe('views over columns agree with plain loops over objects', () => {
  const texts = ['', 'verb:get', 'verb:(get OR list) -user:alice', 'user:system:* code:>=400', 'alice', '-pods', 'group:admins', 'ip:10.0.0.0/8', 'resource:deployments/scale', 'ns:""', 'as:carol', 'stage:ResponseComplete level:Metadata verb:delete', 'nothing-like-it', 'fuzzy:schedler', 'fuzzy:"obj-1 prod"', 'code:""', 'name:obj-1*', 'decision:forbid', 'status:Reason403', 'apigroup:apps', 'healthz', 'verb:get OR user:alice code:>=400', '-(verb:get OR user:alice) ns:prod', '(verb:get OR verb:list) (user:bob OR -ns:prod) code:200', 'user~^system:.*er$', 'code:[400 TO 499]', 'code:{200 TO 500}', 'latency:>5ms', '-latency:<=1ms', 'time:[2026-11-23T21:30Z TO 2026-11-23T21:31Z]', 'time:>21:30:30 verb:get', 'error:true', 'human:false mutating:true', 'has:as', '-has:code', 'has:error', 'binding:*', 'fuzzy:schedler OR verb:delete', '-(fuzzy:schedler alice)']; // biome-ignore format: a list
  const folds = ['stages', 'requests'] as const;

  it.each(texts.flatMap((text) => folds.map((fold) => [text, fold] as const)))('%j, %s', async (text, fold) => {
    const { core, show, reading } = loaded(TEXT, 1_000_000, 100_000);
    await reading;
    const wanted = spec({ query: query(text), fold, before: 30 });
    const view = await show(wanted);
    const plain = expected(EVENTS, wanted);
    expect(view.total?.passing).toBe(plain.passing.length);
    expect(view.total?.held).toBe(EVENTS.length);
    expect(view.rows.map((row) => [row.time, row.verb, row.user, row.stage])).toEqual(
      plain.passing.slice(-31).map((event) => [event.time, event.verb, event.user, event.stage]),
    );
    const { rule: _, ...facets } = plain.facets;
    expect({ ...shownFacets(view), rule: undefined }).toEqual({ ...facets, rule: undefined });
    core.close();
  });

  it('in whatever pieces the file comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(TEXT.length),
        fc.integer({ min: 300, max: 200_000 }),
        fc.constantFrom(...texts),
        async (middle, block, text) => {
          const { core, show, reading } = loaded(TEXT, middle, block);
          await reading;
          const wanted = spec({ query: query(text), fold: 'requests', anchor: 'end', before: 5 });
          const view = await show(wanted);
          const plain = expected(EVENTS, wanted);
          expect(view.total?.passing).toBe(plain.passing.length);
          expect(view.rows.map((row) => row.time)).toEqual(plain.passing.slice(-6).map((event) => event.time));
          core.close();
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('the window', () => {
  it('scrolls from end to start by anchors, each row once', async () => {
    const { core, show, reading } = loaded(TEXT, 700_000, 50_000);
    await reading;
    const wanted = query('verb:(get OR watch)');
    const seen: number[] = [];
    let anchor: ViewSpec['anchor'] = 'end';
    for (;;) {
      const view: View = await show(spec({ query: wanted, anchor, before: 37 }));
      const rows = anchor === 'end' ? view.rows : view.rows.slice(0, -1);
      seen.unshift(...rows.map((row) => row.time));
      const position = view.total?.position ?? 0;
      expect(position).toBe(
        (view.total?.passing ?? 0) -
          seen.length +
          rows.length +
          (anchor === 'end' ? 0 : -0) +
          (anchor === 'end' ? 0 : 1),
      );
      anchor = view.rows[0]?.id ?? 'end';
      if (!view.more.before) break;
    }
    expect(seen).toEqual(expected(EVENTS, spec({ query: wanted })).passing.map((event) => event.time));
    core.close();
  });

  it('begins at the first row that passes', async () => {
    const { core, show, reading } = loaded(TEXT, 700_000, 50_000);
    await reading;
    const view = await show(spec({ query: query('verb:watch'), anchor: 'start', before: 3, after: 4 }));
    const passing = expected(EVENTS, spec({ query: query('verb:watch') })).passing;
    expect(view.rows.map((row) => row.time)).toEqual(passing.slice(0, 5).map((event) => event.time));
    expect(view.more).toEqual({ before: false, after: true });
    expect(view.total?.position).toBe(1);
    core.close();
  });

  it('gives a row that does not pass to its nearest neighbour', async () => {
    const { core, show, reading } = loaded(TEXT, 0, 1e9);
    await reading;
    const all = await show(spec({ before: 200 }));
    const from = all.rows.findIndex((row, at) => at > 100 && row.verb !== 'get');
    const view = await show(spec({ query: query('verb:get'), anchor: all.rows[from]?.id ?? '', before: 0 }));
    const nearest = all.rows.slice(0, from).findLast((row) => row.verb === 'get');
    expect(view.rows[0]?.id).toBe(nearest?.id);
    core.close();
  });
});

describe('frozen by upTo', () => {
  it.each(['stages', 'requests'] as const)('shows nothing newer, and says how many %s there are', async (fold) => {
    const later = eventLines(500, 9);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* more() {
      await gate;
      for (const line of later) yield Buffer.from(`${line}\n`);
    }
    const { core, show, views, reading } = loaded(TEXT, 900_000, 100_000, more);
    await expect.poll(() => core.questions.event('0:0:0').then((event) => 'text' in event)).toBe(true);
    const before = await show(spec({ query: query('-verb:watch'), fold }));
    const frozen = spec({ query: query('-verb:watch'), fold, upTo: before.watermark });
    await show(frozen);
    release();
    await reading;
    const after = await show(frozen);
    expect(after.rows).toEqual(before.rows);
    expect(after.total?.passing).toBe(before.total?.passing);
    expect(shownFacets(after)).toEqual(shownFacets(before));
    const plainLater = expected(reference(later), spec({ query: query('-verb:watch'), fold }));
    expect(after.newer).toBe(plainLater.passing.length);
    const thawed = await show(spec({ query: query('-verb:watch'), fold }));
    expect(thawed.newer).toBe(0);
    expect(thawed.total?.passing).toBe((before.total?.passing ?? 0) + plainLater.passing.length);
    expect(views.size).toBe(1);
    core.close();
  });
});

describe('questions', () => {
  it('finds errors, the same request, marks and rules', async () => {
    const { core, show, reading } = loaded(TEXT, 500_000, 80_000);
    await reading;
    const view = await show(spec({ before: 2999 }));
    expect(view.rows.length).toBe(3000);
    const target = { query: query(''), fold: 'stages' as const };
    const start = view.rows[1500];
    if (start === undefined) throw new Error('no row');
    const error = await core.questions.find({ ...target, want: { kind: 'error' } }, start.id, 1);
    expect(error).toBe(view.rows.slice(1501).find((row) => row.code >= 400 || row.stage === 'Panic')?.id);
    const previous = await core.questions.find({ ...target, want: { kind: 'error' } }, start.id, -1);
    expect(previous).toBe(view.rows.slice(0, 1500).findLast((row) => row.code >= 400 || row.stage === 'Panic')?.id);
    const received = EVENTS.findIndex(
      (event, at) =>
        at > 100 && event.stage === 'RequestReceived' && EVENTS.slice(at + 1).some((e) => e.auditID === event.auditID),
    );
    const partner = EVENTS.findIndex((event, at) => at > received && event.auditID === EVENTS[received]?.auditID);
    expect(
      await core.questions.find({ ...target, want: { kind: 'same-request' } }, view.rows[received]?.id ?? '', 1),
    ).toBe(view.rows[partner]?.id);
    const ids = [view.rows[10]?.id ?? '', view.rows[2000]?.id ?? ''];
    expect(await core.questions.find({ ...target, want: { kind: 'ids', ids } }, start.id, -1)).toBe(ids[0]);
    expect(await core.questions.find({ ...target, want: { kind: 'ids', ids } }, ids[0] ?? '', -1)).toBe(null);
    const word = await core.questions.find(
      { ...target, want: { kind: 'query', query: query('user:bob') } },
      start.id,
      1,
    );
    expect(word).toBe(view.rows.slice(1501).find((row) => row.user === 'bob')?.id);
    core.close();
  });

  it('reads an event back with its line, and tells one that is gone', async () => {
    const { core, show, reading } = loaded(TEXT, 500_000, 80_000);
    await reading;
    const view = await show(spec({ before: 10 }));
    const last = await core.questions.event(view.rows.at(-1)?.id ?? '');
    expect(last).toMatchObject({ text: LINES.at(-1), line: 3000 });
    expect(await core.questions.event('0:1:0')).toMatchObject({ gone: expect.any(String) });
    core.close();
  });

  it('counts values of one field under the filters of the others', async () => {
    const { core, reading } = loaded(TEXT, 500_000, 80_000);
    await reading;
    const found = await core.questions.values(
      'user',
      { query: query('verb:get user:bob'), fold: 'stages' },
      'SYSTEM',
      1,
    );
    const plain = Object.entries(expected(EVENTS, spec({ query: query('verb:get user:bob') })).facets.user ?? {})
      .filter(([value]) => value.includes('system'))
      .sort((a, b) => b[1] - a[1]);
    expect(found).toEqual([{ value: plain[0]?.[0], count: plain[0]?.[1] }]);
    core.close();
  });

  it('scans every matching event in order', async () => {
    const { core, reading } = loaded(TEXT, 500_000, 80_000);
    await reading;
    const texts: string[] = [];
    for await (const event of core.questions.scan(query('user:bob'), 'stages'))
      texts.push('text' in event ? event.text : event.gone);
    expect(texts).toEqual(LINES.filter((_, at) => EVENTS[at]?.user === 'bob'));
    core.close();
  });
});

describe('bad lines and lists', () => {
  it('counts and places what is no event, and spreads lists', async () => {
    const list = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${LINES[0]},{"level":"Metadata","auditID":"in-list","stage":"Panic"},{"level":1}]}`;
    const text = `${LINES[0]}\n\n{"broken\n${list}\r\n\u0000\u0000\n${LINES[1]}`;
    const { core, show, progress, reading } = loaded(text, 0, 1e9);
    await reading;
    const view = await show(spec());
    expect(view.total?.held).toBe(4);
    const item = view.rows.find((row) => row.stage === 'Panic' && row.user === '');
    expect(await core.questions.event(item?.id ?? '')).toMatchObject({
      text: '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"in-list","stage":"Panic"}',
      line: 4,
    });
    await expect
      .poll(() => progress.get('bad'))
      .toMatchObject({
        count: 2,
        latest: [
          { reason: 'item 2 of a list: level is not a string' },
          { offset: LINES[0] ? Buffer.byteLength(LINES[0]) + 2 : 0, start: '{"broken' },
        ],
      });
    core.close();
  });
});

describe('every form of a line', () => {
  const values = LINES.slice(0, 40).map((line) => JSON.parse(line) as unknown);
  const list = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: values };
  const texts = {
    'an EventList over many lines': JSON.stringify(list, null, 2),
    'events over many lines': values.map((value) => JSON.stringify(value, null, 2)).join('\n'),
    'an array, a line an event': `[\n${LINES.slice(0, 40).join(',\n')}\n]\n`,
    "docker's log": LINES.slice(0, 40).map((line) => `{"log":${JSON.stringify(`${line}\n`)},"stream":"stdout"}\n`).join(''),
    'events after NULs and marks': LINES.slice(0, 40).map((line) => `\u0000\u0000\ufeff${line}\n`).join(''),
  }; // biome-ignore format: a table

  it.each(Object.entries(texts))('%s: the same rows from any place on, each read back', async (_, text) => {
    const bytes = Buffer.from(text);
    for (const middle of [0, 1000, Math.floor(bytes.length / 2), bytes.length - 10]) {
      const { core, show, reading, progress } = await loaded(text, middle, 2000);
      await reading;
      const view = await show(spec({ before: 100 }));
      expect(view.rows.map((row) => row.time)).toEqual(EVENTS.slice(0, 40).map((event) => event.time));
      const found = [];
      for (const row of view.rows) found.push(await core.questions.event(row.id));
      expect(found.map((event) => ('text' in event ? event.text : event.gone))).toEqual(LINES.slice(0, 40));
      const starts = found.map((event) => bytes.subarray(0, 'text' in event ? event.offset : 0));
      expect(found.map((event) => ('text' in event ? event.line : 0))).toEqual(
        starts.map((before) => before.filter((byte) => byte === 10).length + 1),
      );
      expect(progress.get('bad')).toBe(undefined);
      core.close();
    }
  });

  it('a document that does not go on is bad lines, and said so', async () => {
    async function* more() {
      yield Buffer.from(`${LINES[1]}\n{\n  "kind": "Event",\n`);
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    const { core, show, reading, progress } = await loaded(`${LINES[0]}\n`, 0, 1e9, more);
    await expect.poll(() => progress.get('bad'), { timeout: 1450 }).toMatchObject({ count: 2 });
    expect((await show(spec())).total?.held).toBe(2);
    await reading;
    core.close();
  });

  it('the legacy format: the time of arrival is the time, and stages of a request are one row', async () => {
    const line = (stage: string, time: string, code: string): string =>
      `2026-11-23T21:33:46.${time}Z AUDIT: id="${time}" stage="${stage}" ip="10.0.0.1" method="get" user="bob" groups="\\"a\\"" as="<self>" asgroups="<lookup>" user-agent="k" namespace="prod" uri="/api/v1/namespaces/prod/pods/x/log" response="${code}"\n`;
    const text =
      line('RequestReceived', '100000001', '<deferred>') +
      line('RequestReceived', '2', '<deferred>') +
      line('ResponseComplete', '100000001', '404');
    const { core, show, reading } = await loaded(text, 0, 1e9);
    await reading;
    const view = await show(spec());
    const start = Date.UTC(2026, 10, 23, 21, 33, 46) * 1000;
    expect(view.rows.map((row) => row.time - start)).toEqual([100_000, 200_000, 100_000]);
    expect(view.rows.at(-1)).toMatchObject({
      latency: Number.NaN, level: '', verb: 'get', user: 'bob', isResource: true, resource: 'pods/log', namespace: 'prod', name: 'x', code: 404,
    }); // biome-ignore format: a table
    const folded = await show(spec({ fold: 'requests' }));
    expect(folded.rows.map((row) => [row.time - start, row.stage])).toEqual([
      [200_000, 'RequestReceived'],
      [100_000, 'ResponseComplete'],
    ]);
    const opened = await core.questions.event(view.rows.at(-1)?.id ?? '');
    expect('text' in opened ? JSON.parse(opened.text) : opened).toMatchObject({
      stage: 'ResponseComplete',
      auditID: '100000001',
    });
    core.close();
  });
});
