import { describe, expect, it } from 'vitest';
import { completed, completing, namesFor, valueText } from '../../src/query/complete.ts';
import { formatQuery } from '../../src/query/format.ts';

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
