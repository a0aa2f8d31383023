/**
 * Whether an event passes a filter, read straight from its fields: the reference that the engine's columns must
 * agree with, and what `print` and `count` use in their one pass.
 */
import type { EventFields } from '../audit/event.ts';
import { decodedPath } from '../audit/request-path.ts';
import { type Context, valuesOf } from './fields.ts';
import { fuzzyMatch, fuzzyWords, plainSpans } from './fuzzy.ts';
import type { ExpressionTerm, Field, FieldTerm, FuzzyTerm, Query, Term, TextTerm, WordTerm } from './query.ts';
import { expressionTest, type RawText, textTest } from './text-test.ts';
import { termTest } from './value.ts';

/** `raw`: the event's own JSON; where it is not given no text is found in it. */
export type Predicate = (event: EventFields, context: Context, raw?: RawText) => boolean;

/** Where a bare word is looked for, beside the path of a non-resource request: every column with a dictionary. */
export const WORD_FIELDS: readonly Field[] = [
  'stage', 'level', 'verb', 'user', 'as', 'group', 'ns', 'resource', 'name', 'code', 'status', 'ip', 'agent', 'decision', 'reason',
]; // biome-ignore format: a table

/** Where a fuzzy word is looked for, typos forgiven; names and paths get a plain match besides. */
export const FUZZY_FIELDS: readonly Field[] = ['user', 'as', 'ns', 'resource', 'verb', 'code', 'ip', 'agent'];

/**
 * A predicate for the whole query: AND of its terms, those that look at the whole line last. Expressions are run here and
 * now and may take without end: what reads a log takes them out first (`splitExpressions`).
 */
export function matcher({ terms }: Query): Predicate {
  const ofLine = (term: Term): boolean => term.kind === 'text' || term.kind === 'expression';
  const tests = [...terms.filter((term) => !ofLine(term)), ...terms.filter(ofLine)].map(termMatcher);
  return (event, context, raw) => tests.every((test) => test(event, context, raw));
}

/** A query without its expressions, and these. */
export function splitExpressions({ terms }: Query): {
  readonly rest: Query;
  readonly expressions: readonly ExpressionTerm[];
} {
  const isExpression = (term: Term): term is ExpressionTerm => term.kind === 'expression';
  return { rest: { terms: terms.filter((term) => !isExpression(term)) }, expressions: terms.filter(isExpression) };
}

function termMatcher(term: Term): Predicate {
  switch (term.kind) {
    case 'field':
      return fieldMatcher(term);
    case 'word':
      return wordMatcher(term);
    case 'fuzzy':
      return fuzzyMatcher(term);
    case 'text':
    case 'expression':
      return rawMatcher(term);
  }
}

function rawMatcher(term: TextTerm | ExpressionTerm): Predicate {
  const holds = term.kind === 'text' ? textTest(term) : expressionTest(term);
  return (_event, _context, raw) => (raw !== undefined && holds(raw)) !== term.negate;
}

/** A missing field makes every comparison false, so its negation holds; `field:""` is the missing field itself. */
function fieldMatcher(term: FieldTerm): Predicate {
  const test = termTest(term);
  return (event, context) => {
    const values = valuesOf(term.field, event, context);
    return (values.length === 0 ? test('') : values.some(test)) !== term.negate;
  };
}

function wordMatcher(term: WordTerm): Predicate {
  const holds = wordTest(term.text);
  return (event, context) =>
    (WORD_FIELDS.some((field) => valuesOf(field, event, context).some(holds)) || nonResourcePath(event).some(holds)) !==
    term.negate;
}

/** Found anywhere in a value, ignoring case unless a capital is typed. */
export function wordTest(text: string): (value: string) => boolean {
  if (/\p{Lu}/u.test(text)) return (value) => value.includes(text);
  const lower = text.toLowerCase();
  return (value) => value.toLowerCase().includes(lower);
}

function fuzzyMatcher(term: FuzzyTerm): Predicate {
  const tests = fuzzyWords(term.text).map((word): Predicate => {
    const near = remembered((value) => fuzzyMatch(word, value) !== null);
    const plain = (value: string): boolean => plainSpans(word, value) !== null;
    return (event, context) =>
      FUZZY_FIELDS.some((field) => valuesOf(field, event, context).some(near)) ||
      plain(event.name) ||
      nonResourcePath(event).some(plain);
  });
  return (event, context) => tests.every((test) => test(event, context));
}

/** Each distinct value is asked once; the table is emptied before it grows out of bounds. */
function remembered(test: (value: string) => boolean): (value: string) => boolean {
  const known = new Map<string, boolean>();
  return (value) => {
    let answer = known.get(value);
    if (answer === undefined) {
      answer = test(value);
      if (known.size > 20_000) known.clear();
      known.set(value, answer);
    }
    return answer;
  };
}

function nonResourcePath(event: EventFields): readonly string[] {
  return event.isResource ? [] : [decodedPath(event.requestURI)];
}
