import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzyMatch, fuzzyTerms, partTest } from '../../src/query/fuzzy.ts';
import { lettersOf, NEAR, typosIn, Word } from '../../src/query/near.ts';

/** How a word is found in a text, by name. */
function near(word: string, text: string): string {
  const found = new Word(word, true).near(text, lettersOf(text));
  return Object.entries(NEAR).find(([, value]) => value === found)?.[0] ?? '';
}

describe('half a name', () => {
  it.each([
    ['kube', 'kube-scheduler', 'start'],
    ['sched', 'kube-scheduler', 'whole'],
    ['kubsch', 'kube-scheduler', 'apart'],
    ['kubctl', 'kubectl/v1.37', 'apart'],
    ['paymnt', 'payment-worker', 'apart'],
    ['pmtwrk', 'payment-worker', 'apart'],
    ['paymnet', 'payment-worker', 'typos'],
    ['schdeuler', 'kube-scheduler', 'typos'],
    ['scheduker', 'kube-scheduler', 'typos'],
    ['webapp', 'web-app', 'apart'],
    ['wenapp', 'my-webapp-1', 'typos'],
    ['alice', 'Alice', 'start'],
    ['ab', 'a-b', 'not'],
    ['prod', 'pods', 'not'],
    ['pod-8', 'pod-18', 'not'],
    ['pod-8', 'pod-80', 'start'],
    ['pod-8', 'pods', 'not'],
    ['order', 'worker', 'typos'],
    ['porder', 'worker', 'not'],
    ['abc', 'a-very-big-cake-xyz', 'apart'],
    ['abc', 'xaxxxxxxxxbxxxxxxxc', 'not'],
    ['jürgen', 'jürgen@exämple.de', 'start'],
    ['jurgen', 'jürgen@exämple.de', 'typos'],
    ['', 'x', 'start'],
  ])('%s in %s: %s', (word, text, expected) => {
    expect(near(word, text)).toBe(expected);
  });

  /** The fewest edits, two neighbours changed round being one, from a word to any part of a text that has its first letter. */
  function edits(word: string, text: string): number {
    const rows: number[][] = [];
    for (let i = 0; i <= word.length; i++) {
      const row: number[] = [];
      for (let j = 0; j <= text.length; j++) {
        const same = word[i - 1] === text[j - 1];
        if (i === 0) row.push(0);
        else if (i === 1) row.push(j > 0 && same ? 0 : Number.POSITIVE_INFINITY);
        else {
          const above = rows[i - 1]?.[j] ?? Number.POSITIVE_INFINITY;
          const left = j === 0 ? Number.POSITIVE_INFINITY : (row[j - 1] ?? 0);
          const corner = j === 0 ? Number.POSITIVE_INFINITY : (rows[i - 1]?.[j - 1] ?? 0);
          const swap = i > 2 && j > 1 && word[i - 1] === text[j - 2] && word[i - 2] === text[j - 1];
          const swapped = swap ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
          row.push(Math.min(above + 1, left + 1, corner + (same ? 0 : 1), swapped));
        }
      }
      rows.push(row);
    }
    return Math.min(...(rows.at(-1) ?? []));
  }

  it('forgives as many typos as it says, as a plain table of edits does', () => {
    const letters = fc.constantFrom('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(
        fc.string({ unit: letters, minLength: 5, maxLength: 12 }),
        fc.string({ unit: letters, maxLength: 24 }),
        (word, text) => {
          const found = new Word(word, true).near(text, lettersOf(text));
          const isNear = edits(word, text) <= typosIn(word);
          if (found === NEAR.typos || found === NEAR.not) expect(found === NEAR.typos).toBe(isNear);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('finds what it holds, whatever else there is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (before, word, after) => {
        const text = `${before}${word}${after}`;
        expect(new Word(word, false).near(text, lettersOf(text))).toBeGreaterThanOrEqual(NEAR.whole);
      }),
    );
  });
});

describe("fzf's grammar", () => {
  const held = (text: string, value: string): boolean =>
    fuzzyTerms(text).every((parts) =>
      parts.some((part) => (partTest(part)(value, lettersOf(value)) !== NEAR.not) !== part.negate),
    );
  it.each([
    ['kubsch', true],
    ["'kubsch", false],
    ["'kube-s", true],
    ['^kube', true],
    ['^scheduler', false],
    ['uler$', true],
    ['kube$', false],
    ['^kube-scheduler$', true],
    ['^kube$', false],
    ['!kube', false],
    ['!xyz', true],
    ['!^sched', true],
    ['!uler$', false],
    ["!'kubsch", false],
    ['kube sched', true],
    ['kube xyz', false],
    ['xyz | sched', true],
    ['xyz | abc', false],
    ['kube xyz | sched$ | uler$', true],
    ['!kube | uler$', true],
    ['Kube', false],
    ["'Kube", false],
    ['^', true],
    ["'", true],
    ['!', true],
    ['|', false],
    ['kube |', true],
    ['$', false],
    ['', true],
  ])('%s: %s', (text, expected) => {
    expect(held(text, 'kube-scheduler')).toBe(expected);
  });

  it('takes an escaped space as one', () => {
    expect(fuzzyTerms('a\\ b c').map((parts) => parts.map(({ text }) => text))).toEqual([['a b'], ['c']]);
  });
});

describe('ranking', () => {
  it('puts beginnings before parts, parts before letters apart, and these before typos', () => {
    const terms = fuzzyTerms('payment');
    const values = ['old-paymnet-x', 'pay-my-rent', 'repayment', 'the-payment', 'payment-worker', 'payment', 'other'];
    const ranked = values
      .flatMap((value) => {
        const match = fuzzyMatch(terms, value);
        return match === null ? [] : [{ value, ...match }];
      })
      .sort((a, b) => a.score - b.score);
    expect(ranked.map(({ value }) => value)).toEqual([
      'payment',
      'payment-worker',
      'the-payment',
      'repayment',
      'pay-my-rent',
      'old-paymnet-x',
    ]);
  });

  it('marks the letters', () => {
    expect(fuzzyMatch(fuzzyTerms('kubsch'), 'kube-scheduler')?.spans).toEqual([
      [0, 3],
      [5, 8],
    ]);
    expect(fuzzyMatch(fuzzyTerms('sched'), 'kube-scheduler')?.spans).toEqual([[5, 10]]);
    expect(fuzzyMatch(fuzzyTerms('ler$'), 'kube-scheduler')?.spans).toEqual([[11, 14]]);
    expect(fuzzyMatch(fuzzyTerms('!kube'), 'x')).toBe(null);
  });
});
