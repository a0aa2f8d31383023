import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlainFinder, type Finder } from '../../src/query/find.ts';
import { createFinder } from '../../src/query/find-compiled.ts';
import { needleOf, needlesOf } from '../../src/query/needle.ts';
import { plain as value } from '../../src/query/query.ts';

const compiled = createFinder();
const plain = createPlainFinder(1 << 16);

/** Where a text is found, by both. */
function both(text: string, fold: boolean, hay: Buffer): readonly [compiled: number[], plain: number[]] {
  const needle = needleOf(text, fold);
  const found = (finder: Finder): number[] => {
    hay.copy(finder.room(1));
    return [...finder.find(needle, 1, hay.length)];
  };
  return [found(compiled), found(plain)];
}

/** What a plain search of strings says of each line; only for texts whose letters have one case, or two of one length. */
function naive(text: string, fold: boolean, hay: string): number[] {
  const wanted = fold ? text.toLowerCase() : text;
  let at = 0;
  return hay.split('\n').flatMap((line) => {
    const hit = (fold ? line.toLowerCase() : line).indexOf(wanted);
    const place = at + Buffer.byteLength(line.slice(0, Math.max(0, hit)));
    at += Buffer.byteLength(line) + 1;
    return hit < 0 ? [] : [place];
  });
}

const letters = fc.constantFrom('a', 'A', 'b', '"', '\\', ' ', 'ü', 'Ü', 'я', 'Я', '日', '😀');
const words = fc.array(letters, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
const hays = fc.array(fc.oneof({ weight: 8, arbitrary: letters }, { weight: 1, arbitrary: fc.constant('\n') }), {
  maxLength: 400,
});

it('is the compiled search that is tested', () => {
  expect(compiled.constructor.name).toBe('CompiledFinder');
});

describe('a text in lines', () => {
  it('is found by both searches where a search of strings finds it', () => {
    fc.assert(
      fc.property(words, fc.boolean(), hays, (text, fold, all) => {
        const hay = all.join('');
        const [some, other] = both(text, fold, Buffer.from(hay));
        expect(other).toEqual(naive(text, fold, hay));
        expect(some).toEqual(other);
      }),
      { numRuns: 2000 },
    );
  });

  it('is found alike in any bytes, whatever its letters are', () => {
    const any = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }), words);
    fc.assert(
      fc.property(any, fc.boolean(), fc.uint8Array({ maxLength: 300 }), fc.nat(300), (text, fold, noise, at) => {
        const hay = Buffer.concat([noise.subarray(0, at), Buffer.from(text.toUpperCase()), noise.subarray(at)]);
        const [some, other] = both(text, fold, hay);
        expect(some).toEqual(other);
      }),
      { numRuns: 1000 },
    );
  });

  it('is found at every place and of every length, up to both ends', () => {
    const line = Buffer.alloc(200, 'x');
    for (let length = 1; length <= 70; length++) {
      const text = `${'n'.repeat(length - 1)}z`;
      for (let at = 0; at + length <= line.length; at += 7) {
        const hay = Buffer.from(line);
        hay.write(text.toUpperCase(), at);
        expect(both(text, true, hay)[0]).toEqual([at]);
        // One byte too few is not the text.
        expect(both(text, true, hay.subarray(0, at + length - 1))[0]).toEqual([]);
        expect(both(text, false, hay)[0]).toEqual([]);
      }
    }
  });

  it('is not looked for in what an earlier search left behind the end', () => {
    both('secret', true, Buffer.from('a secret'));
    expect(both('secret', true, Buffer.from('a secre'))[0]).toEqual([]);
  });

  it('is found once a line, in more lines than there is room for at once', () => {
    const hay = Buffer.from('aa A\n'.repeat(20_000));
    hay.copy(compiled.room(0));
    const found = compiled.find(needleOf('a', true), 0, hay.length);
    expect(found).toEqual(Uint32Array.from({ length: 20_000 }, (_, line) => line * 5));
  });
});

describe('what is looked for', () => {
  const forms = (text: string, exact = false): string[] =>
    needlesOf(value(text, exact)).map(({ characters }) =>
      characters.map((each) => each.map((form) => Buffer.from(form).toString()).join('')).join(' '),
    );
  it.each([
    ['ab', false, ['aA bB']],
    ['aB', false, ['a B']],
    ['ab', true, ['a b']],
    ['"x"', false, ['" xX "', '\\ " xX \\ "']],
    ['<&>', false, ['< & >', '\\ uU 0 0 3 cC \\ uU 0 0 2 6 \\ uU 0 0 3 eE']],
    ['a\\b', true, ['a \\ b', 'a \\ \\ b']],
    ['"&', true, ['" &', '\\ " &', '\\ " \\ u 0 0 2 6']],
    ['\u2028', true, ['\u2028', '\\ u 2 0 2 8']],
    ['a\tb\u0001', true, ['a \t b \u0001', 'a \\ t b \\ u 0 0 0 1']],
    ['a\nb', true, ['a \\ n b']],
    ['ß', false, ['ß']],
    ['ü', false, ['üÜ']],
    // The Kelvin sign is a k to JavaScript, and no capital is typed where one is folded to.
    ['k', false, ['kK']],
    ['ⱥ', false, ['ⱥȺ']],
  ])('%j, to the letter %j', (text, exact, expected) => {
    expect(forms(text, exact)).toEqual(expected);
  });
});
