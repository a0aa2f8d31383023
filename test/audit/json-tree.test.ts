import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonNode, type JsonTree, jsonTree } from '../../src/audit/json-tree.ts';

/** The value again, made from the tree alone. */
function rebuilt(tree: JsonTree, node: JsonNode): unknown {
  const parts = Array.from({ length: tree.count(node) }, (_, at) => rebuilt(tree, tree.child(node, at)));
  if (node.type === 'array') return parts;
  if (node.type === 'object') return Object.fromEntries(parts.map((part, at) => [tree.key(node, at), part]));
  return node.type === 'string' ? tree.scalar(node) : JSON.parse(tree.scalar(node));
}

function scalarsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, part) => sum + scalarsIn(part), 0);
}

function treeOf(text: string): JsonTree {
  const tree = jsonTree(text);
  if (tree === null) throw new Error('no JSON');
  return tree;
}

describe('jsonTree', () => {
  it('holds what JSON.parse finds, however it is written', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(0, 1, '\t', '\r\n '), (text, indent) => {
        const value = JSON.parse(text) as unknown;
        const tree = treeOf(` ${JSON.stringify(value, null, indent)}\n`);
        // A text has no minus zero when it was written by JSON.stringify; what the tree holds is the text.
        expect(JSON.stringify(rebuilt(tree, tree.root))).toBe(JSON.stringify(value));
        expect(tree.countScalars(tree.root)).toBe(scalarsIn(value));
      }),
    );
  });

  it('gives the head of a string without cutting an escape', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('\\', '"', 'a', '\u0001', 'ü', '\ud83d\ude00')),
        fc.nat(30),
        (parts, units) => {
          const value = parts.join('');
          const text = JSON.stringify(value).replaceAll('ü', '\\u00fc');
          const tree = treeOf(text);
          const head = tree.scalarHead(tree.root, units);
          expect(value.startsWith(head)).toBe(true);
          expect(head.length).toBeGreaterThanOrEqual(Math.min(units, value.length));
        },
      ),
    );
  });

  it('finds parts by their path, the first of several with one key', () => {
    const tree = treeOf('{"a": [1, {"b.c": "x"}], "a": 2, "": {"0": null}}');
    expect(tree.scalar(tree.at(['a', '1', 'b.c']) ?? tree.root)).toBe('x');
    expect(tree.at(['', '0'])?.type).toBe('null');
    for (const path of [['a', '2'], ['a', '01'], ['a', '-1'], ['b'], ['a', '0', '0']]) expect(tree.at(path)).toBeNull();
    expect(tree.count(tree.root)).toBe(3);
  });

  it('keeps the digits of numbers, and is null for what is no JSON', () => {
    const tree = treeOf('[12345678901234567890.10]');
    expect(tree.scalar(tree.child(tree.root, 0))).toBe('12345678901234567890.10');
    for (const text of ['', '{', '{"a":}', 'nul', '[1,]', '"\n"']) expect(jsonTree(text)).toBeNull();
  });

  it('walks what is nested by the ten thousand', () => {
    const tree = jsonTree(`${'['.repeat(50_000)}7${']'.repeat(50_000)}`);
    // Null where the engine's own parser gives up.
    if (tree !== null) expect(tree.countScalars(tree.root)).toBe(1);
  });
});
