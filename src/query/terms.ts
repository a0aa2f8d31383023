/** Putting terms together to queries and groups, in the one form that each has. */
import type { Query, Term, Value } from './query.ts';

/** Any of these. */
export function orOf(alternatives: readonly Query[]): Query {
  const [only] = alternatives;
  if (alternatives.length === 1 && only !== undefined) return only;
  const flat = alternatives.flatMap((query) => {
    const [term] = query.terms;
    return query.terms.length === 1 && term?.kind === 'group' && !term.negate ? term.alternatives : [query];
  });
  return { terms: [{ kind: 'group', alternatives: flat, negate: false }] };
}

/** All of these. */
export function andOf(terms: readonly Term[]): Query {
  return {
    terms: terms.flatMap((term) => {
      const [only] = term.kind === 'group' && !term.negate ? term.alternatives : [];
      return term.kind === 'group' && only !== undefined && term.alternatives.length === 1 ? only.terms : [term];
    }),
  };
}

/** What stands in parentheses. */
export function groupOf(query: Query): Term {
  const [only] = query.terms;
  if (only !== undefined && query.terms.length === 1) return only;
  return { kind: 'group', alternatives: [query], negate: false };
}

export function negated(term: Term): Term {
  if (term.kind === 'fuzzy') return { kind: 'group', alternatives: [{ terms: [term] }], negate: true };
  if (term.kind === 'group' && term.negate && term.alternatives.length === 1) {
    const [only] = term.alternatives[0]?.terms ?? [];
    if (only?.kind === 'fuzzy' && term.alternatives[0]?.terms.length === 1) return only;
  }
  return { ...term, negate: !term.negate };
}

/** Texts and expressions in whole lines, any of them. */
export function textTerm(values: readonly Value[]): Term {
  const plain = values.filter((value) => value.kind === 'plain');
  const expressions = values.flatMap((value): Term[] =>
    value.kind === 'expression'
      ? [{ kind: 'expression', field: 'text', expression: value.expression, negate: false }]
      : [],
  );
  const literals: Term[] = plain.length === 0 ? [] : [{ kind: 'text', values: plain, negate: false }];
  return anyOf([...literals, ...expressions]);
}

/** Any of these terms. */
export function anyOf(terms: readonly Term[]): Term {
  const [only] = terms;
  if (only !== undefined && terms.length === 1) return only;
  return { kind: 'group', alternatives: terms.map((term) => ({ terms: [term] })), negate: false };
}
