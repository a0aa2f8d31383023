import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completed, completing, namesFor, valueText } from '../../src/query/complete.ts';
import { typeOf } from '../../src/query/field-types.ts';
import { formatQuery } from '../../src/query/format.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { FIELDS } from '../../src/query/query.ts';

const CLOCK = { now: Date.UTC(2026, 10, 24) * 1000, local: false };

/** The text with `|` where the cursor stands. */
function at(marked: string) {
  const place = marked.indexOf('|');
  return completing(marked.replace('|', ''), place, CLOCK);
}

describe('what is completed', () => {
  it.each([
    ['|', 0, 0, ''],
    ['us|', 0, 2, 'us'],
    ['verb:get us|', 9, 11, 'us'],
    ['verb:get -us|', 10, 12, 'us'],
    ['verb:get (a OR us|', 15, 17, 'us'],
    ['verb:get |', 9, 9, ''],
    ['us| verb:get', 0, 2, 'us'],
  ])('%s is a name', (marked, from, to, typed) => {
    expect(at(marked)).toEqual({ kind: 'name', from, to, typed });
  });

  it.each([
    ['user:|', 'user', 5, '', ''],
    ['user:al|', 'user', 5, 'al', ''],
    ['verb:get user:al|', 'user', 14, 'al', 'verb:get'],
    ['verb:get -user:al|', 'user', 15, 'al', 'verb:get'],
    ['verb:get NOT user:al|', 'user', 18, 'al', 'verb:get'],
    ['user:al| verb:get', 'user', 5, 'al', 'verb:get'],
    ['user:"al|', 'user', 5, 'al', ''],
    ['user:=al|', 'user', 5, 'al', ''],
    ['verb:(|', 'verb', 6, '', ''],
    ['verb:(get OR l|', 'verb', 13, 'l', ''],
    ['verb:(get OR l| OR x) code:200', 'verb', 13, 'l', 'code:200'],
    ['namespace:pr|', 'ns', 10, 'pr', ''],
    ['user:al| verb:(', 'user', 5, 'al', ''],
  ])('%s is a value', (marked, field, from, typed, others) => {
    const what = at(marked);
    if (what.kind !== 'value' || what.of.kind !== 'field') throw new Error(JSON.stringify(what));
    expect([what.of.field, what.from, what.typed, formatQuery(what.others)]).toEqual([field, from, typed, others]);
  });

  it.each([
    ['us|', 'user', 'user:|'],
    ['verb:get us|', 'user', 'verb:get user:|'],
    ['us|:bob', 'user', 'user:|bob'],
    ['requestO|', 'requestObject', 'requestObject|'],
    ['user:al|', 'alice', 'user:alice |'],
    ['user:al| verb:get', 'alice', 'user:alice |verb:get'],
    ['verb:(get OR l|', 'list', 'verb:(get OR list|'],
  ])('%s with %s', (marked, chosen, expected) => {
    const place = marked.indexOf('|');
    const { text, at: cursor } = completed(marked.replace('|', ''), at(marked), chosen);
    const shown = `${text.slice(0, cursor)}|${text.slice(cursor)}`;
    expect(shown).toBe(expected);
    expect(place).toBeGreaterThan(0);
  });

  it('offers names that begin so, then those that hold it', () => {
    expect(namesFor('a')).toEqual(['as', 'apigroup', 'agent', 'audit', 'annotations']);
    expect(namesFor('ver').slice(0, 1)).toEqual(['verb']);
    expect(namesFor('ode')).toEqual(['code']);
  });

  it('writes values so that they mean themselves', () => {
    expect(valueText('user', 'a b')).toBe('"a b"');
    expect(valueText('user', 'a*')).toBe('=a*');
    expect(valueText('resource', 'pods/log')).toBe('pods/log');
    expect(valueText('path', '/healthz')).toBe('="/healthz"');
  });
});

/** What one may have typed, and where the cursor stands: whole filters, and what is left of them while they are changed. */
const typed = fc
  .record({
    all: fc.oneof(
      fc
        .array(
          fc.constantFrom(
            ...FIELDS.map((field) => `${field}:`), 'us', 'a', 'alice', '"b c"', 'user~', 'has:', 'text:', 'fuzzy:', 'requestObject.a:', 'annotations."x y":',
            '(', ')', '"', '-', 'NOT ', ' OR ', ' AND ', ' ', ' ', ' ', '=', '>', '>=400', '[1 TO ', '5]', '*', '/', '\\', '😀', '日', '\u0000', 'requestObjekt',
          ),
          { maxLength: 10 },
        )
        .map((pieces) => pieces.join('')), // biome-ignore format: a list
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    cursor: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ all, cursor }) => ({ text: all, cursor: Math.round(cursor * all.length) }));

const sign = fc.constantFrom('', '', '-', 'NOT ', '(', '-(');
const field = fc.constantFrom(...FIELDS);
/** The same where most of it makes sense. */
const sensible = fc
  .record({
    before: fc.array(
      fc.constantFrom('verb:get', '-user:bob', '(a OR b)', 'NOT x', 'code:>=400', '"b c"', 'a OR', '日本'),
      { maxLength: 3 },
    ),
    last: fc.oneof(
      fc
        .tuple(
          sign,
          field,
          fc.constantFrom(':', ':al', ':=al', ':"a l', ':"al"', ':(', ':(x OR ', ':(x OR al', ':4', ':tr*', '~a'),
        )
        .map((of) => of.join('')),
      fc.tuple(sign, fc.constantFrom('us', 'ver', 'requ', 'a', 'TEXT', 'has', 'has:us')).map((of) => of.join('')),
    ),
    after: fc.constantFrom('', '', ' verb:get', ')', ' OR b', 'x', ' OR y) z', '"'),
  })
  .map(({ before, last, after }) => {
    const head = [...before, last].join(' ');
    return { text: head + after, cursor: head.length };
  });

const VALUES = [
  'alice',
  '',
  'a b',
  'qu"ote',
  'back\\slash',
  '(x)',
  '*',
  '>5',
  'OR',
  '/a/',
  '[a TO b]',
  '=',
  '😀',
  '-',
  'pods/log',
  '403',
  'true',
];

describe('whatever is typed', () => {
  it('has something that is completed, which ends at the cursor', () => {
    fc.assert(
      fc.property(fc.oneof(typed, sensible), ({ text, cursor }) => {
        const what = completing(text, cursor, CLOCK);
        expect(what.to).toBe(cursor);
        expect(what.from).toBeGreaterThanOrEqual(0);
        expect(what.from).toBeLessThanOrEqual(cursor);
        if (what.kind === 'name') for (const name of namesFor(what.typed)) completed(text, what, name);
        else expect(formatQuery(what.others)).toBeTypeOf('string');
      }),
      { numRuns: 6000 },
    );
  });

  it('still parses up to the cursor when a value was taken, and means that value', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(typed, sensible), fc.constantFrom(...VALUES), ({ text, cursor }, value) => {
        const what = completing(text, cursor, CLOCK);
        if (what.kind !== 'value' || what.of.kind !== 'field' || typeOf(what.of.field) === 'time') return;
        const isNumber = ['span', 'size', 'yes-no'].includes(typeOf(what.of.field));
        const recorded = isNumber ? '' : value;
        const chosen = recorded === '' ? '""' : valueText(what.of.field, recorded);
        const done = completed(text, what, chosen);
        expect(done.text.slice(what.from).startsWith(chosen), done.text).toBe(true);
        expect(done.text.endsWith(text.slice(cursor))).toBe(true);
        if (!parseQuery(text.slice(0, cursor), 'viewer', CLOCK).ok) return;
        taken++;
        const head = parseQuery(done.text.slice(0, done.at), 'viewer', CLOCK);
        expect(head, `${text} | ${done.text}`).toMatchObject({ ok: true });
        const last = head.ok ? formatQuery(head.query) : '';
        expect(last, done.text).toContain(chosen);
      }),
      { numRuns: 8000 },
    );
    expect(taken).toBeGreaterThan(200);
  });

  it('asks for a value when a name was taken', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(typed, sensible), ({ text, cursor }) => {
        const what = completing(text, cursor, CLOCK);
        if (what.kind !== 'name' || what.typed === '' || !parseQuery(text.slice(0, cursor), 'viewer', CLOCK).ok) return;
        for (const name of namesFor(what.typed)) {
          taken++;
          const done = completed(text, what, name);
          const head = parseQuery(done.text.slice(0, done.at), 'viewer', CLOCK);
          // A path goes on by a dot.
          if (!head.ok) expect(head, done.text).toMatchObject({ message: 'a value is missing here', at: done.at });
        }
      }),
      { numRuns: 6000 },
    );
    expect(taken).toBeGreaterThan(200);
  });
});
