import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { View, ViewSpec } from '../../src/engine/engine.ts';
import { attributesOf } from '../../src/policy/attributes.ts';
import { checkPolicy } from '../../src/policy/check.ts';
import { DRIFTS, driftOf } from '../../src/policy/drift.ts';
import { evaluate, verdictOf } from '../../src/policy/match.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { NEWEST_MINOR } from '../../src/policy/version.ts';
import { countEvents } from '../../src/print/count.ts';
import { queryGate } from '../../src/print/gate.ts';
import { emptyTally } from '../../src/print/stream.ts';
import { painter } from '../../src/print/tone.ts';
import { ruleTag } from '../../src/query/fields.ts';
import type { FileRef, Source } from '../../src/sources/source.ts';
import { loaded, query, reference, spec, started } from '../support/core.ts';
import { eventLines } from '../support/events.ts';
import { piecesSource } from '../support/pieces-source.ts';
import { policyText, rule } from '../support/policies.ts';

const LINES = eventLines(3000);
const EVENTS = reference(LINES);
const TEXT = LINES.map((line) => `${line}\n`).join('');

/** Of rules R0 to R9, the last of which takes what is left. */
const FIRST: Policy = {
  omitStages: ['RequestReceived'],
  omitManagedFields: false,
  rules: [
    rule({ level: 'None', nonResourceURLs: ['/healthz*'] }),
    rule({ users: ['alice'], resources: [{ group: '', resources: ['pods'], resourceNames: ['obj-1', 'obj-2'] }] }),
    rule({
      level: 'Request',
      verbs: ['create', 'update'],
      resources: [{ group: 'apps', resources: ['*/scale'], resourceNames: [] }],
    }),
    rule({ userGroups: ['admins'], namespaces: ['prod', ''] }),
    rule({ level: 'RequestResponse', resources: [{ group: '', resources: ['pods/*'], resourceNames: [] }] }),
    rule({ level: 'None', users: ['bob'], verbs: ['get', 'list', 'watch'] }),
    ...Array.from({ length: 3 }, (_, at) => rule({ namespaces: [`nowhere-${at}`] })),
    rule({ level: 'Request' }),
  ],
};
/** Its rules that match anything are R10 and later, so that no row of it looks like one of FIRST. */
const SECOND: Policy = {
  omitStages: [],
  omitManagedFields: false,
  rules: [
    ...Array.from({ length: 10 }, (_, at) => rule({ users: [`nobody-${at}`] })),
    rule({ level: 'RequestResponse', verbs: ['get'], omitStages: ['ResponseStarted'] }),
    rule({ level: 'None', resources: [{ group: '', resources: ['secrets'], resourceNames: [] }] }),
    rule({ level: 'Metadata' }),
  ],
};
const BROKEN = { text: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: metadata\n', minor: NEWEST_MINOR };

/** Rule and drift of events in order, by the straightforward way. */
function said(policy: Policy, events = EVENTS) {
  return events.map((event) => {
    const verdict = evaluate(policy, attributesOf(event));
    const { ruleIndex: index, level } = verdict;
    return { index, level, drift: driftOf(verdict, event.level, event.stage) };
  });
}

function values(view: View, field: string) {
  return view.facets?.find((facet) => facet.field === field)?.values;
}

describe('a policy', () => {
  it.each(['before', 'after', 'between'])('gives each row its rule and its drift, loaded %s reading', async (when) => {
    const { core, show, reading } = loaded(TEXT, 600_000, 30_000);
    if (when === 'before') void core.policy(policyText(FIRST));
    if (when === 'between')
      await new Promise((resolve) => setImmediate(resolve)).then(() => core.policy(policyText(FIRST)));
    await reading;
    if (when === 'after') await core.policy(policyText(FIRST));
    const view = await show(spec({ before: 2999 }));
    const expected = said(FIRST);
    expect(view.rows.map((row) => row.rule)).toEqual(expected);
    expect(new Set(expected.map(({ drift }) => drift))).toEqual(new Set(['', ...DRIFTS]));
    const filtered = await show(spec({ query: query('rule:(R3 OR R9)') }));
    expect(filtered.total?.passing).toBe(expected.filter(({ index }) => index === 3 || index === 9).length);
    await core.policy(null);
    expect((await show(spec())).rows.at(-1)?.rule).toBe(null);
  });

  it('filters and counts by drift, in the order of its kinds', async () => {
    const { core, show, reading } = loaded(TEXT, 600_000, 30_000);
    await reading;
    expect((await show(spec({ query: query('drift:*') }))).total?.passing).toBe(0);
    expect((await show(spec({ query: query('-drift:*') }))).total?.passing).toBe(3000);
    await core.policy(policyText(FIRST));
    const expected = said(FIRST).map(({ drift }) => drift);
    const count = (of: string): number => expected.filter((drift) => drift === of).length;
    for (const kind of DRIFTS) {
      expect((await show(spec({ query: query(`drift:${kind}`) }))).total?.passing).toBe(count(kind));
    }
    expect((await show(spec({ query: query('drift:*') }))).total?.passing).toBe(3000 - count(''));
    expect((await show(spec({ query: query('-drift:*') }))).total?.passing).toBe(count(''));
    expect((await show(spec({ query: query('drift:(stage OR lower) verb:get') }))).rows.at(-1)).toMatchObject({
      verb: 'get',
      rule: { drift: expect.stringMatching(/^(stage|lower)$/) },
    });
    const order = [...DRIFTS, ''].map((value) => ({ value, count: count(value) }));
    expect(values(await show(spec()), 'drift')).toEqual(order);
    // A facet counts under all filters but its own.
    expect(values(await show(spec({ query: query('drift:higher') })), 'drift')).toEqual(order);
    expect(await core.questions.values('drift', { query: query(''), fold: 'stages' }, 'e', 9)).toEqual(
      order.filter(({ value }) => value.includes('e')),
    );
  });

  it('counts as `count` does', async () => {
    const { core, show, reading } = loaded(TEXT, 600_000, 30_000);
    await reading;
    await core.policy(policyText(SECOND));
    const { signal } = new AbortController();
    for (const text of ['', 'drift:*', '-drift:unrecorded verb:get']) {
      const { tuples } = await countEvents(
        {
          collection: { sources: [piecesSource(Buffer.from(TEXT), 0, 100_000)], later: null },
          signal,
          onState: () => undefined,
          gate: queryGate(query(text), () => undefined),
          policy: SECOND,
          by: ['rule', 'drift'],
          names: ['rule', 'drift'],
          top: null,
          output: 'json',
          paint: painter(false),
          ascii: false,
          most: 1000,
        },
        emptyTally(),
      );
      expect(tuples.length).toBeGreaterThan(2);
      for (const {
        values: [tag, drift],
        events,
      } of tuples) {
        const view = await show(spec({ query: query(`${text} rule:${tag} drift:"${drift}"`) }));
        expect(view.total?.passing).toBe(events);
      }
    }
  });

  it('is answered with what the check found; what does not load changes nothing', async () => {
    const { core, show, reading } = loaded(TEXT, 600_000, 30_000);
    await reading;
    const found = await core.policy(policyText(FIRST));
    expect(found?.loaded.ok).toBe(true);
    expect(found).toEqual(checkPolicy(policyText(FIRST).text));
    const refused = await core.policy(BROKEN);
    expect(refused?.loaded.ok).toBe(false);
    expect(refused).toEqual(checkPolicy(BROKEN.text));
    expect((await show(spec({ before: 2999 }))).rows.map((row) => row.rule)).toEqual(said(FIRST));
    // In 1.35 a group could not be `*` yet.
    const star = rule({ resources: [{ group: '*', resources: [], resourceNames: [] }] });
    const { text } = policyText({ ...SECOND, rules: [star] });
    expect((await core.policy({ text, minor: 35 }))?.loaded.ok).toBe(false);
    expect((await core.policy({ text, minor: 36 }))?.loaded.ok).toBe(true);
    expect(await core.policy(null)).toBe(null);
  });

  it('waits for the newest lines, and shows in views after it has been answered', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const source = piecesSource(Buffer.from(TEXT), 600_000, 30_000);
    const { core, sent } = started({
      ...source,
      async *read(options) {
        await gate;
        yield* source.read(options);
      },
    });
    let answered = false;
    const answer = core.policy(policyText(FIRST)).then(() => {
      answered = true;
      sent.length = 0;
    });
    core.show(1, 1, spec());
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    open();
    await answer;
    const after = (): View | undefined => sent.findLast((message) => 'rows' in message);
    await expect.poll(() => after()?.rows.at(-1)?.rule?.index).toBeGreaterThanOrEqual(0);
    const { length } = sent;
    const second = core.policy(policyText(SECOND)).then(() => sent.length);
    const answeredAt = await second;
    await expect.poll(() => after()?.rows.at(-1)?.rule?.index).toBeGreaterThanOrEqual(10);
    const firstShown = sent.findIndex((message) => 'rows' in message && (message.rows.at(-1)?.rule?.index ?? 0) >= 10);
    expect(firstShown).toBeGreaterThanOrEqual(answeredAt);
    expect(answeredAt).toBeGreaterThanOrEqual(length);
  });

  it('tells how many rows drift when that changes', async () => {
    const later = eventLines(200, 9);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    async function* more() {
      await gate;
      for (const line of later) yield Buffer.from(`${line}\n`);
    }
    const { core, sent, progress, reading } = loaded(TEXT, 600_000, 30_000, more);
    await expect.poll(() => progress.get('loading')).toMatchObject({ done: true, events: 3000 });
    expect(progress.has('drift')).toBe(false);
    const drifting = (policy: Policy, events = EVENTS): number =>
      said(policy, events).filter(({ drift }) => drift !== '').length;
    await core.policy(policyText(FIRST));
    await expect.poll(() => progress.get('drift')).toEqual({ type: 'drift', count: drifting(FIRST) });
    open();
    await reading;
    const all = drifting(FIRST, [...EVENTS, ...reference(later)]);
    await expect.poll(() => progress.get('drift')).toEqual({ type: 'drift', count: all });
    await core.policy(null);
    await expect.poll(() => progress.get('drift')).toEqual({ type: 'drift', count: 0 });
    const told = sent.flatMap((message) => ('type' in message && message.type === 'drift' ? [message.count] : []));
    expect(told.every((count, at) => count !== told[at - 1])).toBe(true);
  });
});

/** The last lines first, many at once, then some older and some newer ones in turn. */
function alternating(lines: readonly string[], first: number, block: number): Source {
  const file: FileRef = { file: 0, path: '/var/log/audit.log', dev: 1n, ino: 1n };
  const bytes = lines.map((line) => Buffer.from(`${line}\n`));
  const offsets: number[] = [0];
  for (const { length } of bytes) offsets.push((offsets.at(-1) ?? 0) + length);
  const piece = (from: number, to: number, where: 'newer' | 'older') => ({
    type: 'lines' as const,
    file,
    offset: offsets[from] ?? 0,
    bytes: new Uint8Array(Buffer.concat(bytes.slice(from, to))),
    where,
  });
  return {
    name: file.path,
    async *read() {
      let from = Math.floor((lines.length - first) / 2);
      let to = from + first;
      yield piece(from, to, 'newer');
      while (from > 0 || to < lines.length) {
        if (from > 0) yield piece(Math.max(0, from - block), from, 'older');
        from = Math.max(0, from - block);
        if (to < lines.length) yield piece(to, Math.min(lines.length, to + block), 'newer');
        to = Math.min(lines.length, to + block);
      }
      const size = offsets.at(-1) ?? 0;
      yield { type: 'state', state: { name: 'audit.log', phase: 'live', detail: '', read: size, size } };
    },
    readBack: async () => null,
  };
}

/** Events counted in a facet. */
function sum(view: View, field: string): number {
  return (values(view, field) ?? []).reduce((all, { count }) => all + count, 0);
}

/** The policy whose rules a view shows, where it shows any; fails where rows or counts are of more than one. */
function policyShown(view: View): Policy | null {
  const of = (tag: string): string => (tag === '' ? 'none' : Number(tag.slice(1)) < 10 ? 'FIRST' : 'SECOND');
  const shown = new Set(view.rows.map((row) => (row.rule === null ? 'none' : of(ruleTag(row.rule.index)))));
  for (const { value, count } of values(view, 'rule') ?? []) if (count > 0) shown.add(of(value));
  expect(shown.size).toBeLessThanOrEqual(1);
  const policy = shown.has('FIRST') ? FIRST : shown.has('SECOND') ? SECOND : null;
  for (const { rule: found, level, stage } of view.rows) {
    if (policy === null || found === null) continue;
    const verdict = verdictOf(policy, found.index);
    expect(found).toEqual({ index: found.index, level: verdict.level, drift: driftOf(verdict, level, stage) });
  }
  return policy;
}

describe('a policy is loaded whole', () => {
  const many = eventLines(90_000, 3);
  const events = reference(many);
  const facets = (['rule', 'drift'] as const).map((field) => ({ field, limit: 100 }));
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  /** Every look at the clock finds that the slice is over. */
  function slowly(): void {
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 100;
      return now;
    });
    onTestFinished(() => void vi.restoreAllMocks());
  }

  it('while rows come at both ends, views are asked for, and another one overtakes it', async () => {
    // One block is read between two slices, and a slice is longer: the evaluation gets to its end, long before reading.
    const { core, sent, show, progress, reading } = started(alternating(many, 70_000, 15));
    expect(await core.policy(BROKEN)).toMatchObject({ loaded: { ok: false } });
    core.show(2, 1, spec({ facets, before: 5 })); // stands all the while; the others have a greater seq
    slowly();
    const settled: string[] = [];
    const load = (name: string, file: Parameters<typeof core.policy>[0]) =>
      core.policy(file).then((checked) => {
        settled.push(name);
        return checked;
      });
    const texts = ['', 'drift:*', 'rule:(R10 OR R5)', '-drift:higher verb:get'];
    let seq = 1;
    const look = async (turns: number): Promise<void> => {
      for (let k = 0; k < turns; k++) {
        await turn();
        const { length } = sent;
        core.show(3, ++seq, spec({ query: query(texts[k % texts.length] ?? ''), facets, before: 3 }));
        expect(sent.length).toBe(length + 1);
      }
    };
    const before = load('first', policyText(FIRST));
    await look(30);
    expect(settled).toEqual([]);
    const overtaking = load('second', policyText(SECOND));
    await look(5);
    expect(await load('broken', BROKEN)).toMatchObject({ loaded: { ok: false } });
    while (settled.length < 3) await look(1);
    await look(3);
    expect(settled).toEqual(['first', 'broken', 'second']);
    expect(await before).toMatchObject({ loaded: { ok: true, policy: { rules: { length: FIRST.rules.length } } } });
    expect(await overtaking).toMatchObject({
      loaded: { ok: true, policy: { rules: { length: SECOND.rules.length } } },
    });
    expect(progress.has('loading')).toBe(false);
    await reading;
    const shown = sent.flatMap((message) => ('rows' in message ? [policyShown(message)] : []));
    expect(shown.includes(FIRST)).toBe(false);
    for (const message of sent) {
      if (!('rows' in message) || message.seq !== 1 || message.total === null) continue;
      expect([sum(message, 'rule'), sum(message, 'drift')]).toEqual([message.total.passing, message.total.passing]);
    }
    expect(shown.lastIndexOf(null)).toBeGreaterThan(50);
    const from = shown.indexOf(SECOND);
    expect(from).toBeGreaterThan(50);
    const expected = said(SECOND, events);
    const view = await show(spec({ facets, before: 89_999 }));
    expect(view.rows.map((row) => row.rule)).toEqual(expected);
    const counts = (tag: string): number => expected.filter(({ index }) => ruleTag(index) === tag).length;
    expect(values(view, 'rule')).toEqual(
      ['R10', 'R11', 'R12'].map((value) => ({ value, count: counts(value) })).sort((a, b) => b.count - a.count),
    );
  });

  it('and standing views come again, counted whole', async () => {
    const { core, sent, reading } = loaded(many.map((line) => `${line}\n`).join(''), 30_000_000, 1 << 22);
    await reading;
    await core.policy(policyText(FIRST));
    const texts = ['', 'rule:(R5 OR R12)', 'drift:lower', 'verb:get -drift:*'];
    const latest = (at: number): View | undefined =>
      sent.findLast((message): message is View => 'rows' in message && message.seq === at);
    for (const [at, text] of texts.entries()) core.show(at, at, spec({ query: query(text), facets }));
    for (const policy of [FIRST, SECOND]) {
      if (policy === SECOND) await core.policy(policyText(SECOND));
      const verdicts = said(policy, events);
      const tests = [
        () => true,
        (at: number) => verdicts[at]?.index === 5 || verdicts[at]?.index === 12,
        (at: number) => verdicts[at]?.drift === 'lower',
        (at: number) => verdicts[at]?.drift === '' && events[at]?.verb === 'get',
      ];
      for (const [at, passes] of tests.entries()) {
        const passing = events.filter((_, event) => passes(event)).length;
        const now = () => {
          const view = latest(at);
          return { passing: view?.total?.passing, current: view !== undefined && policyShown(view) === policy };
        };
        await expect.poll(now).toEqual({ passing, current: true });
      }
    }
    for (const message of sent) {
      if (!('rows' in message) || message.seq !== 0 || message.facets === null) continue;
      expect([sum(message, 'rule'), sum(message, 'drift')]).toEqual([events.length, events.length]);
    }
  });

  it('and no answer to a question mixes two', async () => {
    const { core, reading } = loaded(many.map((line) => `${line}\n`).join(''), 0, 1 << 22);
    await reading;
    await core.policy(policyText(FIRST));
    const first = said(FIRST, events);
    const second = said(SECOND, events);
    const asked = { query: query('drift:*'), fold: 'stages' as const };
    const count = (list: typeof first, tag: string): number =>
      list.filter(({ index, drift }) => drift !== '' && ruleTag(index) === tag).length;
    const scanned = core.questions.scan(query('rule:R4'), 'stages');
    expect((await scanned.next()).done).toBe(false);
    const counted = core.questions.values('rule', asked, '', 100);
    // One slice, however long it takes: the policy comes into force while the values are being counted.
    vi.spyOn(performance, 'now').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const loading = core.policy(policyText(SECOND));
    const found = await counted;
    await loading;
    const tags = [...Array(13).keys()].map(ruleTag);
    const either = [first, second].map((list) =>
      tags.map((value) => ({ value, count: count(list, value) })).filter((each) => each.count > 0),
    );
    const sorted = [...found].sort((a, b) => tags.indexOf(a.value) - tags.indexOf(b.value));
    expect(either).toContainEqual(sorted);
    let scans = 1;
    for await (const _ of scanned) scans++;
    expect(scans).toBe(first.filter(({ index }) => index === 4).length);
  });

  it('and a view that asks for nothing of it comes again with its counts at once', async () => {
    const { core, sent, show, reading } = loaded(TEXT, 600_000, 30_000);
    await reading;
    const { total } = await show(spec({ query: query('verb:get'), facets: [{ field: 'user', limit: 9 }] }));
    const { length } = sent;
    await core.policy(policyText(FIRST));
    await expect.poll(() => sent.length).toBeGreaterThan(length);
    expect(sent[length]).toMatchObject({ total, facets: [{ field: 'user' }] });
  });

  it.each(['', 'rule:*'])('and a frozen picture of %j keeps its rows', async (text) => {
    const later = LINES.slice(1500);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    async function* more() {
      await gate;
      for (const line of later) yield Buffer.from(`${line}\n`);
    }
    const early = LINES.slice(0, 1500)
      .map((line) => `${line}\n`)
      .join('');
    const { core, show, reading, progress } = loaded(early, 300_000, 30_000, more);
    await expect.poll(() => progress.get('loading')).toMatchObject({ done: true, events: 1500 });
    await core.policy(policyText(FIRST));
    const wanted: Partial<ViewSpec> = { query: query(text), fold: 'requests', before: 1500 };
    const { watermark } = await show(spec(wanted));
    const frozen = spec({ ...wanted, upTo: watermark });
    const before = await show(frozen);
    open();
    await reading;
    await core.policy(policyText(SECOND));
    const after = await show(frozen);
    expect(after.rows.map(({ id }) => id)).toEqual(before.rows.map(({ id }) => id));
    expect(after.total?.passing).toBe(before.total?.passing);
    expect(new Set([policyShown(before), policyShown(after)])).toEqual(new Set([FIRST, SECOND]));
    expect(sum(after, 'rule')).toBe(sum(before, 'rule'));
    expect(after.newer).toBeGreaterThan(0);
  });
});
