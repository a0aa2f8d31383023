/**
 * Whether an event passes a filter, read straight from its fields: the reference that the engine's columns must
 * agree with, and what `print` and `count` use in their one pass.
 */
import { type EventFields, latencyOf } from '../audit/event.ts';
import { decodedPath } from '../audit/request-path.ts';
import { typeOf } from './field-types.ts';
import { type Context, sizeOfEvent, valuesOf } from './fields.ts';
import { fuzzyTerms, partTest } from './fuzzy.ts';
import { asFieldTerm } from './has.ts';
import { lettersOf, NEAR } from './near.ts';
import { keyOf, scalarsAt, valuesAt } from './path.ts';
import {
  allTerms,
  type ExpressionTerm,
  type Field,
  type FieldTerm,
  type FuzzyTerm,
  type GroupTerm,
  type HasTerm,
  type PathTerm,
  type Query,
  type Term,
  type TextTerm,
  type WordTerm,
} from './query.ts';
import { mayHold, PLAIN_KEY, parsedRaw, type RawText } from './raw.ts';
import { expressionTest, textTest } from './text-test.ts';
import { timeTest } from './time-value.ts';
import { numberTest, termTest, valueTest } from './value.ts';

/** `raw`: the event's own JSON; where it is not given no text or path is found in it. */
export type Predicate = (event: EventFields, context: Context, raw?: RawText) => boolean;

/** What is known of the expressions on whole lines, by term; not there: not known. */
export type Answers = ReadonlyMap<ExpressionTerm, boolean>;
/** The same where expressions may not have been looked for yet: null where it hangs on them. */
export type PartialPredicate = (
  event: EventFields,
  context: Context,
  raw: RawText | undefined,
  answers: Answers,
) => boolean | null;

/** Where a bare word is looked for, beside the path of a non-resource request: every column with a dictionary. */
export const WORD_FIELDS: readonly Field[] = [
  'stage', 'level', 'verb', 'user', 'as', 'group', 'ns', 'resource', 'name', 'code', 'status', 'ip', 'agent', 'decision', 'reason',
]; // biome-ignore format: a table

/** Where a fuzzy term is looked for, beside names and the paths of non-resource requests. */
export const FUZZY_FIELDS: readonly Field[] = ['user', 'as', 'ns', 'resource', 'verb', 'code', 'ip', 'agent'];

const NO_ANSWERS: Answers = new Map();

/**
 * A predicate for the whole query. Expressions on whole lines are run here and now and may take without end: what reads a
 * log asks `partialMatcher` and has them run elsewhere.
 */
export function matcher(query: Query): Predicate {
  const passes = queryTest(query, true);
  return (event, context, raw) => passes(event, context, raw, NO_ANSWERS) === true;
}

/** A predicate that leaves the expressions on whole lines to somebody else: `expressionsOf`. */
export function partialMatcher(query: Query): PartialPredicate {
  return queryTest(query, false);
}

/** The expressions on whole lines that a query asks for. */
export function expressionsOf(query: Query): readonly ExpressionTerm[] {
  return allTerms(query).filter((term) => term.kind === 'expression');
}

/** AND: those that look at the whole line last. */
function queryTest({ terms }: Query, runs: boolean): PartialPredicate {
  const tests = terms.toSorted((a, b) => costOf(a) - costOf(b)).map((term) => termMatcher(term, runs));
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (event, context, raw, answers) => {
    let all: boolean | null = true;
    for (const test of tests) {
      const one = test(event, context, raw, answers);
      if (one === false) return false;
      if (one === null) all = null;
    }
    return all;
  };
}

function costOf(term: Term): number {
  if (term.kind === 'group') return Math.max(...term.alternatives.flatMap(({ terms }) => terms.map(costOf)), 0);
  return { field: 0, word: 1, fuzzy: 2, text: 3, has: 4, path: 4, expression: 5 }[term.kind];
}

function termMatcher(term: Term, runs: boolean): PartialPredicate {
  switch (term.kind) {
    case 'field':
      return fieldMatcher(term);
    case 'path':
      return pathMatcher(term);
    case 'has':
      return hasMatcher(term);
    case 'word':
      return wordMatcher(term);
    case 'fuzzy':
      return fuzzyMatcher(term);
    case 'text':
      return rawMatcher(term, textTest(term));
    case 'expression':
      return runs ? rawMatcher(term, expressionTest(term)) : answered(term);
    case 'group':
      return groupMatcher(term, runs);
  }
}

function rawMatcher(term: TextTerm | ExpressionTerm, holds: (raw: RawText) => boolean): Predicate {
  return (_event, _context, raw) => (raw !== undefined && holds(raw)) !== term.negate;
}

function answered(term: ExpressionTerm): PartialPredicate {
  return (_event, _context, _raw, answers) => {
    const answer = answers.get(term);
    return answer === undefined ? null : answer !== term.negate;
  };
}

function groupMatcher({ alternatives, negate }: GroupTerm, runs: boolean): PartialPredicate {
  const tests = alternatives.map((query) => queryTest(query, runs));
  return (event, context, raw, answers) => {
    let any: boolean | null = false;
    for (const test of tests) {
      const one = test(event, context, raw, answers);
      if (one === true) return !negate;
      if (one === null) any = null;
    }
    return any === null ? null : negate;
  };
}

/** A missing field makes every comparison false, so its negation holds; `field:""` is the missing field itself. */
function fieldMatcher(term: FieldTerm): Predicate {
  const { field, values, negate } = term;
  const type = typeOf(field);
  if (type === 'time') {
    const tests = values.map(timeTest);
    return (event) => tests.some((test) => test(event.time)) !== negate;
  }
  if (type === 'span' || type === 'size') {
    const tests = values.map((value) => numberTest(type, value));
    return (event, context, raw) => {
      const number = type === 'span' ? latencyOf(event) : (sizeOfEvent(context, raw) ?? Number.NaN);
      return tests.some((test) => test(number)) !== negate;
    };
  }
  const test = termTest(term);
  return (event, context, raw) => {
    const recorded = valuesOf(field, event, context, raw);
    return (recorded.length === 0 ? test('') : recorded.some(test)) !== negate;
  };
}

function pathMatcher(term: PathTerm): Predicate {
  const test = pathTest(term);
  const key = keyOf(term.path);
  const whereMissing = term.values.some((value) => valueTest('any', value)(''));
  const isLookedFor = PLAIN_KEY.test(key) && !whereMissing;
  return (_event, _context, raw) =>
    (raw !== undefined && (!isLookedFor || mayHold(raw, key)) && test(raw)) !== term.negate;
}

/** Whether what stands at the path of a term is one of its values; negation is the caller's. */
export function pathTest({ path, values }: Pick<PathTerm, 'path' | 'values'>): (raw: RawText) => boolean {
  const tests = values.map((value) => valueTest('any', value));
  const isAnything = values.some((value) => value.kind === 'plain' && !value.exact && /^\*+$/.test(value.text));
  return (raw) => {
    const event = parsedRaw(raw);
    if (isAnything && valuesAt(path, event).length > 0) return true;
    const recorded = scalarsAt(path, event);
    if (recorded.length === 0) return valuesAt(path, event).length === 0 && tests.some((test) => test(''));
    return recorded.some((value) => tests.some((test) => test(String(value))));
  };
}

function hasMatcher(term: HasTerm): Predicate {
  const ofField = asFieldTerm(term);
  if (ofField !== null) return fieldMatcher(ofField);
  const key = keyOf(term.what);
  const isLookedFor = PLAIN_KEY.test(key);
  return (_event, _context, raw) =>
    (raw !== undefined && (!isLookedFor || mayHold(raw, key)) && valuesAt(term.what, parsedRaw(raw)).length > 0) !==
    term.negate;
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
  const tests = fuzzyTerms(term.text).map((parts): Predicate => {
    const each = parts.map((part) => {
      const near = partTest(part);
      return { holds: remembered((value) => near(value, lettersOf(value)) !== NEAR.not), negate: part.negate };
    });
    return (event, context) => {
      const values = [...FUZZY_FIELDS.flatMap((field) => valuesOf(field, event, context)), ...nonResourcePath(event)];
      if (event.name !== '') values.push(event.name);
      return each.some(({ holds, negate }) => values.some(holds) !== negate);
    };
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
