/**
 * Groups of terms over rows: OR, AND and NOT of what is so, is not, is not known yet, and cannot be known. Of a group with
 * no terms on raw lines all is known.
 */
import { asFieldTerm } from '../query/has.ts';
import type { GroupTerm, Query, Term } from '../query/query.ts';
import { isRaw } from '../query/raw-term.ts';
import { SEGMENT_ROWS } from './code-array.ts';
import { type CodeTest, type Columns, codeTests } from './code-tests.ts';
import { findAny } from './mark-codes.ts';
import { type RowsTest, rowsTest } from './row-tests.ts';
import type { Segment } from './segment.ts';
import { TEXT, type TextColumn, type TextColumns, type TextUse } from './text-columns.ts';

type Node =
  | { readonly kind: 'codes'; readonly test: CodeTest }
  | { readonly kind: 'rows'; readonly test: RowsTest; readonly negate: boolean }
  | { readonly kind: 'line'; readonly column: TextColumn; readonly negate: boolean }
  | { readonly kind: 'all' | 'any'; readonly nodes: readonly Node[]; readonly negate: boolean };

/** A group as a part of a filter; `columns` are those of its terms on raw lines, none where it has none. */
export function groupUse(term: GroupTerm, columns: Columns, textColumns: TextColumns): TextUse {
  const used: TextColumn[] = [];
  const node = groupNode(term, columns, (line) => {
    const column = textColumns.of(line);
    used.push(column);
    return column;
  });
  const out = new Uint8Array(SEGMENT_ROWS);
  return {
    columns: used,
    negate: false,
    states(segment, from, to) {
      evaluate(node, segment, from, to, out);
      return out;
    },
    // What it cannot be told any more it says is gone.
    stopped: () => used.find(({ stopped }) => stopped !== null)?.stopped ?? null,
  };
}

type ColumnOf = (term: TextColumn['term']) => TextColumn;

function groupNode({ alternatives, negate }: GroupTerm, columns: Columns, columnOf: ColumnOf): Node {
  return { kind: 'any', nodes: alternatives.map((query) => queryNode(query, columns, columnOf)), negate };
}

function queryNode({ terms }: Query, columns: Columns, columnOf: ColumnOf): Node {
  return { kind: 'all', nodes: terms.flatMap((term) => termNodes(term, columns, columnOf)), negate: false };
}

function termNodes(term: Term, columns: Columns, columnOf: ColumnOf): readonly Node[] {
  if (term.kind === 'group') return [groupNode(term, columns, columnOf)];
  if (term.kind === 'text' || term.kind === 'expression' || isRaw(term))
    return [{ kind: 'line', column: columnOf(term), negate: term.negate }];
  const rows = rowsOf(term);
  if (rows !== null) return [{ kind: 'rows', ...rows }];
  return (codeTests(term, columns) ?? []).map((test) => ({ kind: 'codes', test }));
}

/** The test of a term on what a row has besides codes; null for any other. */
export function rowsOf(term: Term): { readonly test: RowsTest; readonly negate: boolean } | null {
  const ofField = term.kind === 'has' ? asFieldTerm(term) : term;
  if (ofField?.kind !== 'field') return null;
  const test = rowsTest(ofField.field, ofField.values);
  return test === null ? null : { test, negate: ofField.negate };
}

function evaluate(node: Node, segment: Segment, from: number, to: number, out: Uint8Array): void {
  switch (node.kind) {
    case 'codes':
      evaluateCodes(node.test, segment, from, to, out);
      return;
    case 'rows': {
      const test = node.test(segment);
      const yes = node.negate ? TEXT.no : TEXT.yes;
      const no = node.negate ? TEXT.yes : TEXT.no;
      if (typeof test === 'boolean') out.fill(test ? yes : no, from, to);
      else for (let row = from; row < to; row++) out[row] = test(row) ? yes : no;
      return;
    }
    case 'line': {
      const { column, negate } = node;
      const states = column.of(segment);
      const means = Uint8Array.of(column.stopped === null ? TEXT.unknown : TEXT.gone, TEXT.no, TEXT.yes, TEXT.gone);
      if (negate) means.set([TEXT.yes, TEXT.no], 1);
      for (let row = from; row < to; row++) out[row] = means[states[row]!]!;
      return;
    }
    case 'all':
    case 'any': {
      const join = node.kind === 'all' ? AND : OR;
      const other = new Uint8Array(to);
      out.fill(node.kind === 'all' ? TEXT.yes : TEXT.no, from, to);
      for (const each of node.nodes) {
        evaluate(each, segment, from, to, other);
        for (let row = from; row < to; row++) out[row] = join[out[row]! * 4 + other[row]!]!;
      }
      if (node.negate) for (let row = from; row < to; row++) out[row] = NOT[out[row]!]!;
    }
  }
}

function evaluateCodes(test: CodeTest, segment: Segment, from: number, to: number, out: Uint8Array): void {
  findAny(test.tables, segment, from, to, out);
  for (const none of test.orNot ?? []) {
    const other = new Uint8Array(to);
    findAny(none, segment, from, to, other);
    for (let row = from; row < to; row++) out[row]! |= other[row]! ^ 1;
  }
  const yes = test.negate ? TEXT.no : TEXT.yes;
  const no = test.negate ? TEXT.yes : TEXT.no;
  for (let row = from; row < to; row++) out[row] = out[row] === 1 ? yes : no;
}

const { unknown: U, no: N, yes: Y, gone: G } = TEXT;
/** By the two states: what decides comes first, then what is not known yet, then what cannot be. */
const AND = tableOf((a, b) => [N, U, G, Y].find((state) => a === state || b === state) ?? Y);
const OR = tableOf((a, b) => [Y, U, G, N].find((state) => a === state || b === state) ?? N);
const NOT = Uint8Array.of(U, Y, N, G);

function tableOf(join: (a: number, b: number) => number): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, at) => join(at >> 2, at & 3));
}
