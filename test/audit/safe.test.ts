import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safe } from '../../src/audit/safe.ts';

it.each([
  ['plain text, ünïcödé, 漢字, 👩‍💻'.replace('\u200d', ''), 'plain text, ünïcödé, 漢字, 👩💻'],
  ['\u001b[31mred', '\\x1b[31mred'],
  ['\u009b31m', '\\x9b31m'],
  ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
  ['\u0000\u007f', '\\x00\\x7f'],
  ['exe.\u202egnp', 'exe.\\u202egnp'],
  ['\u2066\u2069\u061c\u200b\ufeff\u2028', '\\u2066\\u2069\\u061c\\u200b\\ufeff\\u2028'],
  ['\ud800x\udc00', '\\ud800x\\udc00'],
  ['\u{e0041}', '\\u{e0041}'],
])('%j is printed as %j', (text, printed) => {
  expect(safe(text)).toBe(printed);
});

it('lets nothing through that a terminal obeys, and changes nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const printed = safe(text);
      expect(printed).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u);
      expect(safe(printed)).toBe(printed);
    }),
    { numRuns: 2000 },
  );
});
