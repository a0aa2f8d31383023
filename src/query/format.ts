/** A filter as text: what the filter line shows, and what `parseQuery` reads back to the same structure. */
import { bareExpressionEnd } from './expression.ts';
import type { ExpressionTerm, Query, Term, Value } from './query.ts';

/** The query as one line of text; '' for everything. `parseQuery(formatQuery(q))` gives q. */
export function formatQuery(query: Query): string {
  return query.terms.map(formatTerm).join(' ');
}

/** One term as it stands on the filter line. */
export function formatTerm(term: Term): string {
  if (term.kind === 'fuzzy') return `fuzzy:${quoted(term.text)}`;
  if (term.kind === 'word') return `${term.negate ? '-' : ''}${plainWord(term.text) ? term.text : quoted(term.text)}`;
  const sign = term.negate ? '-' : '';
  if (term.kind === 'expression') return `${sign}${term.field}~${formatExpression(term)}`;
  return `${sign}${term.kind === 'text' ? 'text' : term.field}:${formatValues(term.values)}`;
}

function formatValues(list: readonly Value[]): string {
  const values = list.map(formatValue);
  return values.length === 1 ? (values[0] ?? '') : `(${values.join(' OR ')})`;
}

function formatExpression({ expression }: ExpressionTerm): string {
  const bare = !expression.startsWith('"') && bareExpressionEnd(expression, 0) === expression.length;
  return bare ? expression : quoted(expression);
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
