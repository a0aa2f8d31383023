/** Filters put together at random: the same events pass in plain JavaScript, one by one, and in the engine. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/audit/fields.ts';
import { formatQuery } from '../../src/query/format.ts';
import { matcher } from '../../src/query/match.ts';
import { parseQuery } from '../../src/query/parse.ts';
import type { Query } from '../../src/query/query.ts';
import { loaded, spec } from '../support/core.ts';
import { FIELD_CASES } from './cases-fields.ts';
import { LINE_CASES } from './cases-lines.ts';
import { VALUE_CASES } from './cases-values.ts';
import { EVENTS, LINES, type Recorded } from './corpus.ts';
import { spec as bodySpec, codeOf, latencyOf, ofDay, type Plainly, statusOf } from './plainly.ts';

/** A filter with what it means. */
interface Made {
  readonly text: string;
  readonly passes: Plainly;
}

const CONTEXT = { source: '/var/log/audit.log', rule: '', drift: '' };
const READ = LINES.map((line) => {
  const fields = fieldsOf(JSON.parse(line));
  if ('bad' in fields) throw new Error(fields.bad);
  const bytes = Buffer.from(line);
  return { fields, raw: { bytes, from: 0, to: bytes.length } };
});

const TEXTS: Readonly<Record<string, (e: Recorded) => readonly (string | undefined)[]>> = {
  verb: (e) => [e.verb],
  user: (e) => [e.user?.username],
  group: (e) => e.user?.groups ?? [],
  ns: (e) => [e.objectRef?.namespace],
  name: (e) => [e.objectRef?.name],
  status: (e) => [statusOf(e)],
  agent: (e) => [e.userAgent],
  ip: (e) => e.sourceIPs ?? [],
  audit: (e) => [e.auditID],
  'requestObject.note': (e) => [e.requestObject?.note],
  'requestObject.spec.timeout': (e) => [bodySpec(e).timeout],
  'requestObject.spec.containers.image': (e) => (bodySpec(e).containers ?? []).map(({ image }) => image),
};

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** A recorded value of a field with some of it made wildcards, its case changed or not. */
const wildcards: fc.Arbitrary<Made> = fc
  .record({
    field: fc.constantFrom(...Object.keys(TEXTS)),
    at: fc.nat(EVENTS.length - 1),
    cuts: fc.array(fc.tuple(fc.nat(30), fc.constantFrom('*', '?', '**', '?*')), { maxLength: 3 }),
    lower: fc.boolean(),
    exact: fc.boolean(),
  })
  .map(({ field, at, cuts, lower, exact }) => {
    const values = TEXTS[field] ?? (() => []);
    const event = EVENTS[at];
    const recorded = (event === undefined ? [] : values(event)).find((value) => value) ?? 'nothing';
    let pattern = [...recorded];
    if (!exact) for (const [place, wild] of cuts) if (place < pattern.length) pattern = pattern.with(place, wild);
    const text = lower ? pattern.join('').toLowerCase() : pattern.join('');
    const source = [...text]
      .map((c) => (c === '*' && !exact ? '.*' : c === '?' && !exact ? '.' : c.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')))
      .join('');
    const folds = !exact && !/\p{Lu}/u.test(text);
    const expression = new RegExp(`^${folds ? source.toLowerCase() : source}$`, 'us');
    const isHeld = (value: string | undefined): boolean =>
      !!value && expression.test(folds ? value.toLowerCase() : value);
    return { text: `${field}:${exact ? '=' : ''}${quoted(text)}`, passes: (e) => values(e).some(isHeld) };
  });

const OPERATORS = ['>', '>=', '<', '<='] as const;
function compared(a: number, operator: (typeof OPERATORS)[number], b: number): boolean {
  return operator === '>' ? a > b : operator === '>=' ? a >= b : operator === '<' ? a < b : a <= b;
}
const NUMBERS: Readonly<Record<string, readonly [of: (e: Recorded) => number, unit: string, micros: number]>> = {
  code: [codeOf, '', 1],
  'responseStatus.code': [codeOf, '', 1],
  latency: [latencyOf, 'ms', 1000],
  'requestObject.spec.quota': [(e) => bodySpec(e).quota ?? Number.NaN, 'kB', 1000],
};

const orders: fc.Arbitrary<Made> = fc
  .record({
    field: fc.constantFrom(...Object.keys(NUMBERS)),
    operator: fc.constantFrom(...OPERATORS),
    bound: fc.oneof(fc.constantFrom(0, 1, 20, 200, 403, 500, 1000), fc.nat(1200)),
  })
  .map(({ field, operator, bound }) => {
    const [of, unit, factor] = NUMBERS[field] ?? [codeOf, '', 1];
    return { text: `${field}:${operator}${bound}${unit}`, passes: (e) => compared(of(e), operator, bound * factor) };
  });

const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
const days: fc.Arbitrary<Made> = fc
  .record({
    from: minute,
    to: minute,
    open: fc.boolean(),
    close: fc.boolean(),
    east: fc.integer({ min: -11, max: 12 }),
  })
  .map(({ from, to, open, close, east }) => {
    const two = (n: number): string => String(n).padStart(2, '0');
    const said = (at: number): string =>
      `${two(Math.floor(at / 60))}:${two(at % 60)}${east < 0 ? '-' : '+'}${two(Math.abs(east))}:00`;
    const passes = (e: Recorded): boolean => {
      const own = (ofDay(e) / 60e6 + east * 60 + 1440) % 1440;
      const isAfter = open ? own > from : own >= from;
      const isBefore = close ? own < to : own <= to;
      if (Number.isNaN(own)) return false;
      return from <= to ? isAfter && isBefore : isAfter || isBefore;
    };
    return { text: `time:${open ? '{' : '['}${said(from)} TO ${said(to)}${close ? '}' : ']'}`, passes };
  });

const networks: fc.Arbitrary<Made> = fc
  .record({
    base: fc.constantFrom('10.0.0.5', '10.1.2.3', '172.16.5.4', '192.168.0.9', '0.0.0.0'),
    bits: fc.integer({ min: 0, max: 32 }),
  })
  .map(({ base, bits }) => {
    const number = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const size = 2 ** (32 - bits);
    const within = (ip: string): boolean => {
      const plain = ip.replace(/^::ffff:/, '');
      return /^[\d.]+$/.test(plain) && Math.floor(number(plain) / size) === Math.floor(number(base) / size);
    };
    return { text: `ip:${base}/${bits}`, passes: (e) => (e.sourceIPs ?? []).some(within) };
  });

/** Some letters of a line, which stand for themselves. */
const pieces: fc.Arbitrary<Made> = fc
  .record({
    at: fc.nat(LINES.length - 1),
    from: fc.nat(600),
    length: fc.integer({ min: 3, max: 9 }),
    exact: fc.boolean(),
  })
  .map(({ at, from, length, exact }) => {
    const found = /[\w .:-]{3,}/.exec((LINES[at] ?? '').slice(from))?.[0].slice(0, length) ?? 'miner';
    const folds = !exact && !/[A-Z]/.test(found);
    const passes = (_: Recorded, line: string): boolean => (folds ? line.toLowerCase() : line).includes(found);
    return { text: `text:${exact ? '=' : ''}${quoted(found)}`, passes };
  });

const known = fc
  .constantFrom(...[...FIELD_CASES, ...VALUE_CASES, ...LINE_CASES].filter(([text]) => text.trim() !== ''))
  .map(([text, , passes]): Made => ({ text: /[\s()]/.test(text) ? `(${text})` : text, passes }));

const negated = ({ text, passes }: Made, sign: string): Made => ({
  text: `${sign}(${text})`,
  passes: (e, line) => !passes(e, line),
});

const { filter } = fc.letrec<{ filter: Made; leaf: Made; node: Made }>((tie) => ({
  leaf: fc.oneof({ weight: 3, arbitrary: known }, wildcards, orders, days, networks, pieces),
  node: fc
    .record({
      parts: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
      kind: fc.constantFrom('and', 'or'),
      sign: fc.constantFrom('', '', '-', 'NOT ', '- - -'),
    })
    .map(({ parts, kind, sign }): Made => {
      const isAll = kind === 'and';
      const passes: Plainly = (e, line) =>
        isAll ? parts.every((part) => part.passes(e, line)) : parts.some((part) => part.passes(e, line));
      // OR binds less than AND, so that within an AND it stands in parentheses.
      const joined = { text: parts.map(({ text }) => text).join(isAll ? ' ' : ' OR '), passes };
      return sign === '' ? { text: `(${joined.text})`, passes } : negated(joined, sign);
    }),
  filter: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('node')),
}));

function plainly({ passes }: Made): readonly string[] {
  return EVENTS.filter((event, at) => passes(event, LINES[at] ?? '')).map(({ auditID }) => auditID);
}

function parsed(text: string): Query {
  const read = parseQuery(text, 'viewer');
  if (!read.ok) throw new Error(`${text}: ${read.message} at ${read.at}`);
  return read.query;
}

describe('a filter put together at random', () => {
  it('lets the same events pass as in plain JavaScript, also when it was written anew', () => {
    fc.assert(
      fc.property(filter, (made) => {
        const query = parsed(made.text);
        expect(parsed(formatQuery(query))).toEqual(query);
        const passes = matcher(query);
        const passing = READ.filter(({ fields, raw }) => passes(fields, CONTEXT, raw));
        expect(passing.map(({ fields }) => fields.auditID)).toEqual(plainly(made));
      }),
      { numRuns: 4000 },
    );
  }, 300_000);

  it('counts the same events in the engine', async () => {
    const engine = loaded(`${LINES.join('\n')}\n`, 350_000, 70_000);
    await engine.reading;
    await fc.assert(
      fc.asyncProperty(filter, async (made) => {
        await engine.show(spec({ query: parsed(made.text), facets: [] }));
        await expect.poll(() => engine.views.get(1)?.text?.share ?? 1, { interval: 2 }).toBe(1);
        expect(engine.views.get(1)?.total?.passing).toBe(plainly(made).length);
      }),
      { numRuns: 1200 },
    );
  }, 300_000);
});
