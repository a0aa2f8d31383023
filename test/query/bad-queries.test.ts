/** Texts that are no filters: made of those that are, by small accidents, always the same ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../src/query/parse.ts';
import { seeded } from '../support/events.ts';
import { FIELD_CASES } from './cases-fields.ts';
import { LINE_CASES } from './cases-lines.ts';
import { VALUE_CASES } from './cases-values.ts';

const GOOD = [...FIELD_CASES, ...VALUE_CASES, ...LINE_CASES].map(([text]) => text);
const PIECES = [
  '"', '"', '(', ')', '[', '{', ']', '}', ' OR ', ' AND ', ' NOT ', ':', '~', '-', '/', '\\', '>', '=', ' TO ', '*', '日', '😀', '\u0000', '\u001b[31m',
]; // biome-ignore format: a list

type Accident = (text: string, random: () => number) => string;
const place = (text: string, random: () => number): number => Math.floor(random() * (text.length + 1));
const ACCIDENTS: readonly Accident[] = [
  (text, random) => text.slice(0, place(text, random)),
  (text, random) => {
    const at = place(text, random);
    return text.slice(0, at) + text.slice(at + 1);
  },
  (text, random) => {
    const at = place(text, random);
    return `${text.slice(0, at)}${PIECES[Math.floor(random() * PIECES.length)]}${text.slice(at)}`;
  },
  (text, random) => {
    const at = place(text, random);
    return `${text.slice(0, at)}${text.charAt(at + 1)}${text.charAt(at)}${text.slice(at + 2)}`;
  },
  (text) => text.replaceAll('"', '""'),
  (text) => text.replaceAll('(', '(('),
  (text) => text.replace(/\)$/, ''),
  (text) => `${text} OR`,
  (text) => `AND ${text}`,
  (text) => text.replace(':', '::>'),
  (text) => text.replace(/^(-?)(\w+)([:~])/, '$1$2x$3'),
];

/** Each accident happens to each filter; what still parses is left out. */
function spoilt(): readonly string[] {
  const random = seeded(404);
  const texts = GOOD.flatMap((text) => ACCIDENTS.map((accident) => accident(text, random)));
  return [...new Set(texts)].filter((text) => !parseQuery(text, 'stream').ok);
}

const BAD = spoilt();

/** What is wrong is told in plain words, and where. */
function expectTold(text: string): void {
  const parsed = parseQuery(text, 'stream');
  if (parsed.ok) return;
  const { message, at, length } = parsed;
  expect(message.trim().length, text).toBeGreaterThan(8);
  // The user's own text may stand in it.
  const own = message.replaceAll(/no field \S*|not \S*|no time: [^.]*|in \S+$|^\S* is/g, '');
  expect(own, text).not.toMatch(/undefined|null|NaN|peg\$|Expected|\[object|Error|\n +at |function/);
  expect(at, text).toBeGreaterThanOrEqual(0);
  expect(at, text).toBeLessThanOrEqual(text.length);
  expect(length, text).toBeGreaterThanOrEqual(1);
  expect(at + length, text).toBeLessThanOrEqual(text.length + 1);
  if (parsed.meant !== null)
    expect(parseQuery(text.slice(0, at) + parsed.meant + text.slice(at + length))).not.toMatchObject({ message, at });
}

describe('what is no filter', () => {
  it('is told of many', () => {
    expect(BAD.length).toBeGreaterThan(1000);
  });

  it('is told in plain words, with its place', () => {
    for (const text of BAD) expectTold(text);
  });

  it('never throws, whatever is typed', () => {
    const pieces = fc.constantFrom(...PIECES, ...GOOD.slice(0, 400), 'user', 'code', 'time', 'requestObject.a', ' ');
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
    );
    fc.assert(fc.property(texts, expectTold), { numRuns: 3000 });
  });

  it.each([
    ['('.repeat(200_000), 100, 'parentheses are nested too deeply: 100 are taken'],
    [`${'('.repeat(101)}a${')'.repeat(101)}`, 100, 'parentheses are nested too deeply: 100 are taken'],
    [`text~${'('.repeat(50_000)}`, 105, 'parentheses are nested too deeply: 100 are taken'],
    [`text~"${'('.repeat(50_000)}"`, 6, 'this expression does not compile: it is nested too deeply'],
    ['"verb":"get"', 6, 'in front of : a name stands without quotes'],
    ['has:""', 4, 'the name of a field or a path is missing here'],
    ['requestObject.:x', 0, 'requestObject. is no path: its keys are parted by a dot each'],
    ['requestObject..a:x', 0, 'requestObject..a is no path: its keys are parted by a dot each'],
    ['user~\\p{Foo}', 5, 'this expression does not compile: there is no such class of characters'],
    ['ip:fe80::1%eth0/64', 3, 'this is no network, as 10.0.0.0/8 is'],
  ])('%.40s', (text, at, message) => {
    expect(parseQuery(text)).toMatchObject({ ok: false, at, message });
  });

  it.each([
    ['uesr', 'user'], ['uer', 'user'], ['nmae', 'name'], ['cdoe', 'code'], ['tet', 'text'], ['hsa', 'has'], ['fuzz', 'fuzzy'], ['usernme', 'username'],
    ['resuorce', 'resource'], ['Verbs', 'verb'], ['namspace', 'namespace'], ['podname', null], ['x', null],
  ])('%s is told to be perhaps %s', (name, meant) => {
    expect(parseQuery(`${name}:x`)).toMatchObject({ ok: false, meant });
  }); // biome-ignore format: a table

  it('takes a hundred parentheses', () => {
    expect(parseQuery(`${'('.repeat(100)}a b${')'.repeat(100)}`).ok).toBe(true);
    expect(parseQuery(`${'(a) '.repeat(300)}`).ok).toBe(true);
  });
});
