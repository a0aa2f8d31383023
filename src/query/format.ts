/** A filter as text: what the filter line shows, and what `parseQuery` reads back to the same structure. */
import { bareExpressionEnd } from './expression.ts';
import type { Query, Term, Value } from './query.ts';

/** The query as one line of text; '' for everything. `parseQuery(formatQuery(q))` gives q. */
export function formatQuery(query: Query): string {
  return query.terms.map(formatTerm).join(' ');
}

/** One term as it stands on the filter line. */
export function formatTerm(term: Term): string {
  if (term.kind === 'fuzzy') return `fuzzy:${quotedOrBare(term.text)}`;
  const sign = term.negate ? '-' : '';
  switch (term.kind) {
    case 'word':
      return `${sign}${plainWord(term.text) ? term.text : quoted(term.text)}`;
    case 'has':
      return `${sign}has:${quotedOrBare(term.what)}`;
    case 'text':
      return `${sign}text:${formatValues(term.values)}`;
    case 'expression':
      return `${sign}text~${formatExpression(term.expression)}`;
    case 'group':
      return `${sign}(${term.alternatives.map(formatQuery).join(' OR ')})`;
    case 'field':
    case 'path': {
      const name = term.kind === 'field' ? term.field : term.path;
      const [only] = term.values;
      if (term.values.length === 1 && only?.kind === 'expression')
        return `${sign}${name}~${formatExpression(only.expression)}`;
      return `${sign}${name}:${formatValues(term.values)}`;
    }
  }
}

function formatValues(list: readonly Value[]): string {
  const values = list.map(formatValue);
  return values.length === 1 ? (values[0] ?? '') : `(${values.join(' OR ')})`;
}

/** One value as it stands after the colon. */
export function formatValue(value: Value): string {
  switch (value.kind) {
    case 'plain':
      return `${value.exact ? '=' : ''}${quotedOrBare(value.text)}`;
    case 'compared':
      return `${value.operator}${quotedOrBare(value.bound)}`;
    case 'range': {
      const bound = (text: string): string => (/^[^\s"\]}(){[]+$/.test(text) ? text : quoted(text));
      return `${value.withFrom ? '[' : '{'}${bound(value.from)} TO ${bound(value.to)}${value.withTo ? ']' : '}'}`;
    }
    case 'expression':
      return `/${value.expression}/`;
  }
}

function formatExpression(expression: string): string {
  const bare = !expression.startsWith('"') && bareExpressionEnd(expression, 0) === expression.length;
  return bare ? expression : quoted(expression);
}

/** A value needs no quotes without a space, parenthesis or quote, and where nothing reads as an operator. */
export function quotedOrBare(text: string): string {
  const bare = text !== '' && !/[\s()"\\]/.test(text) && !/^(?:[=/[{<>]|OR$|AND$|NOT$)/.test(text);
  return bare ? text : quoted(text);
}

function plainWord(text: string): boolean {
  return /^[^\s()":=~\\/[<>!-][^\s()":~\\<>=!]*$/.test(text) && !/^(?:OR|AND|NOT)$/.test(text);
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
