/**
 * Regular expressions as they stand in a query, and what they mean: JavaScript's, in Unicode mode, found anywhere; case is
 * ignored unless a capital is typed outside an escape such as `\D`. A brace or bracket that stands alone is itself, as
 * what is searched is full of them: `{"verb`.
 */

/** How an expression is run; it compiles, as `checkExpression` has said. */
export function expressionOf(text: string): RegExp {
  return new RegExp(strictly(text), hasCapital(text) ? 'u' : 'iu');
}

/** What may hold braces and brackets, and those that stand alone. */
const BRACES = /\\[pPu]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[{}\]]/gsu;

/** The expression as Unicode mode wants it: what stands alone is escaped. */
export function strictly(text: string): string {
  return text.replace(BRACES, (found) => (found.length === 1 ? `\\${found}` : found));
}

/** Of a place in what `strictly` made of a text that in the text. */
export function typedPlace(text: string, strict: number): number {
  let added = 0;
  for (const { 0: found, index } of text.matchAll(BRACES)) if (found.length === 1 && index + added < strict) added++;
  return strict - added;
}

/** `\p{Lu}`, `\k<Name>` and `(?<Name>` name something, and `\D` is no letter; `\x4B` and `\u212A` hold digits. */
const NAMES =
  /\\[pP]\{[^}]*\}|\\k<[^>]*>|\(\?<[A-Za-z_$][^>]*>|\\x[0-9a-fA-F]{2}|\\u(?:\{[^}]*\}|[0-9a-fA-F]{4})|\\c[A-Za-z]|\\./gsu;

/** Whether a capital is typed outside of what only names something. */
export function hasCapital(text: string): boolean {
  return /\p{Lu}/u.test(text.replace(NAMES, ''));
}

/** Where an expression without quotes that begins at `from` ends: at a space, or at a parenthesis that it did not open. */
export function bareExpressionEnd(text: string, from: number): number {
  let depth = 0;
  let inClass = false;
  let at = from;
  for (; at < text.length; at++) {
    const c = text[at] ?? '';
    if (/\s/.test(c)) break;
    // What is escaped is no space either: it would end a word in any other place.
    if (c === '\\' && at + 1 < text.length && !/\s/.test(text[at + 1] ?? '')) at++;
    else if (inClass) inClass = c !== ']';
    else if (c === '[') inClass = true;
    else if (c === '(') depth++;
    else if (c === ')' && --depth < 0) break;
  }
  return at;
}

/**
 * Where `/EXPR/` that begins at `from` has its closing slash, the first one that a space, a parenthesis or the end
 * follows; -1 where there is none, as in `/api/v1/pods`, which is text.
 */
export function slashedExpressionEnd(text: string, from: number): number {
  if (text[from] !== '/') return -1;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '/' && /^[\s)]?$/.test(text[at + 1] ?? '')) return at;
  }
  return -1;
}
