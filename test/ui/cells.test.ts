import { describe, expect, it } from 'vitest';
import { safe } from '../../src/audit/safe.ts';
import { applyCut, cutEnd, cutMiddle, cutStart, take, width } from '../../src/ui/cells.ts';
import { shifted, spansInSafe } from '../../src/ui/hits.ts';
import { fit, lineWidth, span, spread, word } from '../../src/ui/line.ts';
import { ASCII, UNICODE } from '../../src/ui/signs.ts';
import { wrapLine } from '../../src/ui/wrap.ts';

const text = (line: readonly { readonly text: string }[]): string => line.map((each) => each.text).join('');

describe('width', () => {
  it.each([
    ['abc', 3],
    ['jürgen', 6],
    ['名前', 4],
    ['e\u0301', 1],
    ['\u202eabc', 9], // the override is shown as \u202e
    ['', 0],
  ])('of %j is %i', (raw, cells) => expect(width(safe(raw))).toBe(cells));
});

describe('cutting', () => {
  it.each([
    [cutEnd, 'kubernetes-admin', 13, 'kubernetes-a…'],
    [cutEnd, 'short', 13, 'short'],
    [cutEnd, '名前が長い', 6, '名前…'], // five cells fit, a wide character takes two
    [cutEnd, 'abc', 0, ''],
    [cutEnd, 'abc', 1, '…'],
    [cutStart, '/apis/apps/v1/deployments', 12, '…deployments'],
    [cutMiddle, 'selfsubjectaccessreviews', 15, 'self…essreviews'],
    [cutMiddle, 'e\u0301'.repeat(9), 7, `${'e\u0301'.repeat(2)}…${'e\u0301'.repeat(4)}`],
  ] as const)('%o', (cut, raw, cells, expected) => {
    const shown = applyCut(safe(raw), cut(safe(raw), cells), UNICODE.cut);
    expect(shown).toBe(expected);
    expect(width(shown)).toBeLessThanOrEqual(cells);
  });

  it('never splits a character', () => {
    expect(take(safe('a名b'), 2)).toBe('a');
    expect(take(safe('👩‍👩‍👧x'), 1)).not.toContain('\ud83d');
  });
});

describe('lines', () => {
  it.each([5, 8, 11, 12, 30])('fit exactly into %i cells', (cells) => {
    const line = [word('abc '), span(safe('名前が')), word(' x')];
    expect(lineWidth(fit(line, cells, UNICODE))).toBe(cells);
  });

  it('keep the right part whole and cut the left', () => {
    expect(text(spread([word('a long left part')], [word('right')], 12, ASCII))).toBe('a lon~ right');
    expect(text(spread([word('left')], [word('right')], 12, ASCII))).toBe('left   right');
  });

  it('wrap at blanks, and long words anywhere', () => {
    expect(wrapLine([word('one '), word('two', 'ok'), word(' three')], 8).map(text)).toEqual(['one two ', 'three']);
    expect(wrapLine([word('abcdefghij')], 4).map(text)).toEqual(['abcd', 'efgh', 'ij']);
  });
});

describe('matched letters', () => {
  it('move with what is shortened and with what is made visible', () => {
    expect(shifted([[7, 11]], 6)).toEqual([[1, 5]]);
    expect(shifted([[0, 4]], 6)).toEqual([]);
    expect(spansInSafe('a\u001bbc', [[2, 4]])).toEqual([[5, 7]]);
  });
});
