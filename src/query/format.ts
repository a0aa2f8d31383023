/** A filter as text: what the filter line shows, and what `parseQuery` reads back to the same structure. */
import type { FieldTerm, Query, Term, Value } from './query.ts';

/** The query as one line of text; '' for everything. `parseQuery(formatQuery(q))` gives q. */
export function formatQuery(query: Query): string {
  return query.terms.map(formatTerm).join(' ');
}

/** One term as it stands on the filter line. */
export function formatTerm(term: Term): string {
  if (term.kind === 'fuzzy') return `fuzzy:${quoted(term.text)}`;
  if (term.kind === 'word') return `${term.negate ? '-' : ''}${plainWord(term.text) ? term.text : quoted(term.text)}`;
  return formatField(term);
}

function formatField(term: FieldTerm): string {
  const values = term.values.map(formatValue);
  const list = values.length === 1 ? values[0] : `(${values.join(' OR ')})`;
  return `${term.negate ? '-' : ''}${term.field}:${list}`;
}

/** A value that needs no quotes: no space, parenthesis or quote, and nothing that reads as an operator. */
function formatValue(value: Value): string {
  const bare = value.text !== '' && !/[\s()"\\]/.test(value.text) && !/^(?:[=/[]|OR$|AND$|NOT$)/.test(value.text);
  return `${value.exact ? '=' : ''}${bare ? value.text : quoted(value.text)}`;
}

function plainWord(text: string): boolean {
  return /^[^\s()":=~\\/[-][^\s()":~\\]*$/.test(text) && !/^(?:OR|AND|NOT)$/.test(text);
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
