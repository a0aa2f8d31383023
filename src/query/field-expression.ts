/**
 * Regular expressions on fields: RE2's (re2js), which take time linear in the value, so that no expression can hold up the
 * thread that asks. Found anywhere in the value; case is ignored unless a capital is typed outside an escape such as `\D`.
 */
import { RE2JS, RE2JSSyntaxException } from 're2js';
import { hasCapital } from './expression.ts';

/** A test of one value; the expression compiles, as `checkFieldExpression` has said. */
export function fieldExpression(text: string): (value: string) => boolean {
  const compiled = RE2JS.compile(text, hasCapital(text) ? 0 : RE2JS.CASE_INSENSITIVE);
  return (value) => compiled.test(value);
}

/** What is wrong with an expression, and where, in UTF-16 units of it; null where it compiles. */
export function checkFieldExpression(text: string): { readonly message: string; readonly at: number } | null {
  try {
    RE2JS.compile(text, 0);
    return null;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const reason = error.getDescription();
    const fragment = error.getPattern();
    const whole = fragment === null || fragment === text;
    return {
      message: `this expression does not compile: ${/^\\[pP]/.test(fragment ?? '') ? 'there is no such class of characters' : (WORDS[reason] ?? reason)}`,
      at: whole ? Math.max(0, PLACES[reason]?.(text) ?? 0) : Math.max(0, text.indexOf(fragment)),
    };
  }
}

const WORDS: Readonly<Record<string, string>> = {
  'missing closing )': 'a parenthesis is not closed',
  'unexpected )': 'nothing is open that this could close',
  'missing closing ]': 'a [ is not closed',
  'missing argument to repetition operator': 'there is nothing here to repeat',
  'invalid nested repetition operator': 'there is nothing here to repeat',
  'invalid escape sequence': 'no letter or sign can be escaped like this',
  'trailing backslash at end of expression': 'a \\ escapes nothing',
  'invalid or unsupported Perl syntax': 'looking ahead or behind is not part of RE2, which expressions on fields are',
  'invalid character class range': 'range out of order in character class',
};

/** Where it is, of what is told without its place. */
const PLACES: Readonly<Record<string, (text: string) => number>> = {
  'missing closing )': (text) => text.lastIndexOf('('),
  'unexpected )': (text) => text.lastIndexOf(')'),
  'trailing backslash at end of expression': (text) => text.length - 1,
};
