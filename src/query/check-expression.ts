/** What is wrong with an expression, and where: JavaScript's own `RegExp` does not say the place. */
import { RegExpParser, RegExpSyntaxError } from '@eslint-community/regexpp';
import { expressionOf, strictly, typedPlace } from './expression.ts';

const parser = new RegExpParser({ ecmaVersion: 2025 });

/** `at`: UTF-16 units from its beginning; null where it compiles. */
export function checkExpression(text: string): { readonly message: string; readonly at: number } | null {
  const strict = strictly(text);
  try {
    parser.parsePattern(strict, 0, strict.length, { unicode: true });
  } catch (error) {
    if (error instanceof RegExpSyntaxError)
      return { message: inWords(error.message), at: typedPlace(text, error.index) };
    // The parser goes down with it.
    if (error instanceof RangeError) return { message: inWords('it is nested too deeply'), at: 0 };
    throw error;
  }
  try {
    expressionOf(text);
  } catch (error) {
    // Newer than what runs here, or too large for it.
    if (error instanceof SyntaxError) return { message: inWords(error.message), at: 0 };
    throw error;
  }
  return null;
}

/** `Invalid regular expression: /a(/u: Unterminated group` */
function inWords(message: string): string {
  const reason = message.slice(message.lastIndexOf('/') + 1).replace(/^[a-z]*: /, '');
  return `this expression does not compile: ${WORDS[reason] ?? reason.charAt(0).toLowerCase() + reason.slice(1)}`;
}

const WORDS: Readonly<Record<string, string>> = {
  'Unterminated group': 'a parenthesis is not closed',
  "Unmatched ')'": 'nothing is open that this could close',
  'Unterminated character class': 'a [ is not closed',
  'Nothing to repeat': 'there is nothing here to repeat',
  'Invalid escape': 'no letter or sign can be escaped like this',
  '\\ at end of pattern': 'a \\ escapes nothing',
};
