/** The rows of the opened event's tree, and the search in it, against what one gets by building all of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonTree } from '../../src/audit/json-tree.ts';
import { literal, safe } from '../../src/audit/safe.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { scalarsAt } from '../../src/query/path.ts';
import { width } from '../../src/ui/cells.ts';
import { type DetailState, newDetail } from '../../src/ui/detail-state.ts';
import { documentOf } from '../../src/ui/document.ts';
import { treeRows } from '../../src/ui/tree.ts';
import { queryPath, queryTerm } from '../../src/ui/tree-path.ts';
import { foundIn, needleOf, TreeSearch } from '../../src/ui/tree-search.ts';
import { brokenText } from '../../src/ui/wrap.ts';

const raw = (value: unknown) => ({ id: '0.0:0:0', file: 'a', offset: 0, line: 1, text: JSON.stringify(value) });

/** Every row, by folds that open all there is. */
function openAll(value: unknown, path: string[] = [], folds = new Map<string, boolean>()): Map<string, boolean> {
  if (typeof value !== 'object' || value === null) return folds;
  if (path.length > 0) folds.set(path.join('\0'), true);
  for (const [key, part] of Object.entries(value)) openAll(part, [...path, key], folds);
  return folds;
}

const anyValue = fc.object({ maxDepth: 3, key: fc.string({ maxLength: 3 }).filter((key) => !key.includes('\0')) });

describe('treeRows', () => {
  it('finds each of its rows by its path, whatever is open', () => {
    fc.assert(
      fc.property(anyValue, fc.boolean(), (value, isOpen) => {
        const document = documentOf(raw(value), null);
        if (document.tree === null) throw new Error('no JSON');
        const detail: DetailState = {
          ...newDetail('x', null),
          folds: isOpen ? openAll(JSON.parse(JSON.stringify(value))) : new Map(),
        };
        const rows = treeRows(document, document.tree, detail, 80);
        const all = rows.slice(0, rows.count);
        expect(all.map(({ path }) => rows.indexOf(path))).toEqual(all.map((_, at) => at));
        expect(rows.at(rows.count)).toBeUndefined();
        expect(all.every(({ kind }) => !isOpen || kind !== 'closed')).toBe(true);
      }),
    );
  });

  it('counts the rows of a list of a hundred thousand without making them, and opens one in it', () => {
    const items = Array.from({ length: 100_000 }, (_, at) => ({ name: `n${at}`, at }));
    const document = documentOf(raw({ items }), null);
    if (document.tree === null) throw new Error('no JSON');
    const folds = new Map([
      ['items', true],
      ['items\x0070000', true],
    ]);
    const rows = treeRows(document, document.tree, { ...newDetail('x', null), folds }, 80);
    expect(rows.count).toBe(1 + 100_000 + 2);
    expect(rows.indexOf('items\x0070000\0at')).toBe(1 + 70_000 + 2);
    expect(rows.at(1 + 70_000 + 3)?.key).toBe('70001');
  });
});

describe('TreeSearch', () => {
  const everything = (value: unknown, typed: string, slice: number) => {
    const tree = jsonTree(JSON.stringify(value));
    if (tree === null) throw new Error('no JSON');
    const search = new TreeSearch(tree, typed);
    const matches = [];
    while (!search.done) matches.push(...search.step(slice));
    return matches;
  };

  /** The same by a walk over the value. */
  const expected = (value: unknown, typed: string): number => {
    const needle = needleOf(typed);
    const count = (text: string) => foundIn(safe(text), needle).length;
    const walk = (part: unknown): number => {
      if (Array.isArray(part)) return part.map(walk).reduce((sum, each) => sum + each, 0);
      if (typeof part === 'object' && part !== null)
        return Object.entries(part).reduce((sum, [key, each]) => sum + count(key) + walk(each), 0);
      return count(String(part));
    };
    return walk(value);
  };

  it('finds in any slices what stands in keys and values', () => {
    const value = fc.dictionary(
      fc.string({ unit: fc.constantFrom('a', 'B', 'é', '"', '\n'), minLength: 1, maxLength: 4 }),
      fc.oneof(
        fc.string({ unit: fc.constantFrom('a', 'b', '\\', 'É'), minLength: 1 }),
        fc.array(fc.record({ a: fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1 }) }), { minLength: 1 }),
      ),
    );
    fc.assert(
      fc.property(
        value,
        fc.constantFrom('a', 'ab', 'B', 'é', '\\', '"'),
        fc.integer({ min: 1, max: 500 }),
        (some, typed, slice) => {
          // A value that reads as JSON, or holds the sign between the parts of a list, is shown otherwise: none here is.
          expect(everything(some, typed, slice).length).toBe(expected(some, typed));
        },
      ),
    );
  });

  it('takes any text that can be typed', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (typed) => {
        expect(foundIn(safe(`x${typed}y`), needleOf(typed)).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('brokenText', () => {
  it('loses nothing, fits, and knows the row of each unit', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'é', '漢', '👍🏽', 'e\u0301'), maxLength: 60 }),
      // As long as that it is broken without measuring.
      fc.constantFrom('漢字', 'aé', 'e\u0301').map((part) => part.repeat(40_000)),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 20 }), fc.nat(), (some, cells, seed) => {
        const pieces = brokenText(safe(some), cells);
        const at = seed % pieces.lines;
        expect(width(pieces.piece(at))).toBeLessThanOrEqual(cells);
        const unit = pieces.unitOf(at);
        if (pieces.piece(at) !== '') expect(pieces.text.startsWith(pieces.piece(at), unit)).toBe(true);
        if (some.length < 100) {
          expect(Array.from({ length: pieces.lines }, (_, each) => pieces.piece(each)).join('')).toBe(some);
        }
      }),
      { numRuns: 200 },
    );
    const plain = brokenText(literal('abcdefghij'), 4);
    expect([plain.lines, plain.piece(2), plain.rowOf(7), plain.rowOf(8)]).toEqual([3, 'ij', 1, 2]);
  });
});

describe('paths', () => {
  it.each([
    ['requestObject\0spec\0containers\x000\0image', 'requestObject.spec.containers.0.image'],
    ['annotations\0authorization.k8s.io/decision', 'annotations.authorization.k8s.io/decision'],
    ['requestObject\0data\0a b:c"d', 'requestObject.data."a b:c\\"d"'],
    ['requestObject\0', 'requestObject.""'],
  ])('%j', (path, text) => {
    expect(queryPath(path)).toBe(text);
  });

  it('means that value, whatever the keys are called', () => {
    const key = fc.string({
      unit: fc.constantFrom('a', 'B', '1', '.', '/', '-', ' ', ':', '"', '\\', '(', 'é', '~'),
      minLength: 1,
      maxLength: 6,
    });
    const value = fc.string({
      unit: fc.constantFrom('a', '*', '"', '\\', ' ', '(', '>', '/', '='),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 3 }), value, (keys, text) => {
        const parsed = parseQuery(queryTerm(['requestObject', ...keys].join('\0'), text));
        if (!parsed.ok) throw new Error(parsed.message);
        const [term, ...others] = parsed.query.terms;
        if (term?.kind !== 'path' || others.length > 0) throw new Error('no path');
        const event = { requestObject: keys.reduceRight<unknown>((inner, each) => ({ [each]: inner }), text) };
        expect(scalarsAt(term.path, event)).toEqual([text]);
        expect(term.values).toEqual([{ kind: 'plain', text, exact: !/^[\w./@-]+$/.test(text) }]);
      }),
    );
  });

  it('writes a term of it whose value is to the letter', () => {
    expect(queryTerm('a\0b', 'web-0')).toBe('a.b:web-0');
    expect(queryTerm('a\0b', 'x*')).toBe('a.b:=x*');
    expect(queryTerm('a\0.b', 'x "y"')).toBe('a.".b":="x \\"y\\""');
  });
});
