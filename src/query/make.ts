/** What the grammar's pieces mean: builds the tree of a query, and says what is wrong with it. */
import { checkExpression } from './check-expression.ts';
import { checkValue, noOrder } from './check-value.ts';
import { isOrdered, type ValueType } from './field-types.ts';
import { fieldNamed } from './fields.ts';
import type { Field, Operator, Query, Term, Value } from './query.ts';
import { partNamed, type Target, targetNamed, unknownName } from './target.ts';
import { andOf, anyOf, groupOf, negated, orOf, textTerm } from './terms.ts';
import type { Clock } from './time-value.ts';
import { type Expected, Wrong } from './wrong.ts';

/** A piece of the text that was read, in the order of the text: for completion. `[from, to)` in UTF-16 units. */
export type Piece =
  | { readonly kind: 'word'; readonly from: number; readonly to: number }
  /** `of`: null where it names nothing. */
  | { readonly kind: 'name'; readonly from: number; readonly to: number; readonly of: Target | null }
  | { readonly kind: 'value'; readonly from: number; readonly to: number; readonly of: Target };

export interface MakeOptions {
  readonly clock: Clock;
  /** Fields that cannot be asked for where this is read, and why. */
  readonly refused: ReadonlyMap<Field, string>;
}

/** Parentheses within each other: what reads, runs and writes a filter goes down as deep. */
const DEEPEST = 100;

type Bound = { readonly text: string; readonly at: number };

export class Make {
  /** What was read so far, also of a text that is wrong further on. */
  readonly pieces: Piece[] = [];
  private readonly options: MakeOptions;
  private target: Target = { kind: 'text' };
  private name = '';
  private depth = 0;
  private nameAt = 0;

  constructor(options: MakeOptions) {
    this.options = options;
  }

  fail(message: string, at: number, length: number, expected?: Expected): never {
    throw new Wrong(message, at, length, expected);
  }

  unclosed(open: number): never {
    throw new Wrong('this parenthesis is not closed', open, 1, 'operator');
  }

  /** A parenthesis is open; true, for the grammar. */
  opened(at: number): true {
    if (++this.depth > DEEPEST) throw new Wrong(`parentheses are nested too deeply: ${DEEPEST} are taken`, at, 1);
    return true;
  }

  closed(): true {
    this.depth--;
    return true;
  }

  or(alternatives: readonly Query[]): Query {
    return orOf(alternatives);
  }

  and(terms: readonly Term[]): Query {
    return andOf(terms);
  }

  /** What stands in parentheses. */
  group(query: Query): Term {
    this.closed();
    return groupOf(query);
  }

  term(term: Term, negate: boolean): Term {
    return negate ? negated(term) : term;
  }

  word(text: string, at: number, length: number): Term {
    if (text === '') throw new Wrong('a text to look for is missing here', at, length);
    return { kind: 'word', text, negate: false };
  }

  bare(text: string, at: number): Term {
    this.pieces.push({ kind: 'word', from: at, to: at + text.length });
    const compared = /^([^<>=!]+)(>=|<=|!=|==?|>|<)/.exec(text);
    const field = compared === null ? null : fieldNamed(compared[1] ?? '');
    if (compared !== null && field !== null) {
      const [, , sign = ''] = compared;
      const example =
        sign === '!=' ? `-${field}:value` : sign.startsWith('=') ? `${field}:value` : `${field}:${sign}...`;
      throw new Wrong(`this is written ${example}. In quotes it is searched as text`, at, text.length);
    }
    return { kind: 'word', text, negate: false };
  }

  /** `follows`: the sign after the name. */
  named(name: string, at: number, follows: string): void {
    const place = { kind: 'name', from: at, to: at + name.length } as const;
    this.pieces.push({ ...place, of: null });
    this.name = name;
    this.nameAt = at;
    this.target = this.targetOf(name, at);
    this.pieces.splice(-1, 1, { ...place, of: this.target });
    if (follows === '~' && (this.target.kind === 'fuzzy' || this.target.kind === 'has'))
      throw new Wrong(`${name} takes no expression`, at, name.length);
  }

  private targetOf(name: string, at: number): Target {
    const target = targetNamed(name);
    if (target === null) throw this.unknown(name, at, 'term');
    const refusal = target.kind === 'field' ? this.options.refused.get(target.field) : undefined;
    if (refusal !== undefined) throw new Wrong(refusal, at, name.length);
    return target;
  }

  private unknown(name: string, at: number, expected: Expected, length = name.length): Wrong {
    const { message, meant } = unknownName(name);
    return new Wrong(message, at, length, expected, meant);
  }

  /** Whether `>` and `[` mean an order here. */
  isOrdered(): boolean {
    return this.target.kind === 'path' || (this.target.kind === 'field' && isOrdered(this.target.type));
  }

  takesRange(input: string, at: number): boolean {
    const c = input[at];
    if (c !== '[' && c !== '{') return false;
    if (this.target.kind === 'field' && isOrdered(this.target.type)) return true;
    const isRange = /^[[{]\s*[^\s\]}]+\s+TO\s+[^\s\]}]+\s*[\]}]/.test(input.slice(at));
    return isRange && (this.target.kind === 'path' || this.target.kind === 'field');
  }

  /** Whether `/EXPR/` is an expression: in a path or URI it is text. */
  takesSlash(): boolean {
    const { target } = this;
    return (
      target.kind === 'text' ||
      target.kind === 'path' ||
      (target.kind === 'field' && target.field !== 'path' && target.field !== 'uri')
    );
  }

  plain(text: string, exact: boolean, at: number, length: number): Value {
    return this.checked({ kind: 'plain', text, exact }, at, length);
  }

  /** Without quotes, so that `>` is a sign. */
  typed(text: string, at: number, length: number): Value {
    if (/^[<>]/.test(text) && (this.target.kind === 'field' || this.target.kind === 'has'))
      throw new Wrong(noOrder(this.name), at, length);
    return this.plain(text, false, at, length);
  }

  compared(operator: Operator, bound: string, at: number, length: number): Value {
    return this.checked({ kind: 'compared', operator, bound }, at, length);
  }

  range(open: string, from: Bound, to: Bound, close: string, at: number, length: number): Value {
    const value: Value = {
      kind: 'range',
      from: from.text,
      to: to.text,
      withFrom: open === '[',
      withTo: close === ']',
    };
    return this.checked(value, at, length);
  }

  slashed(expression: string, at: number): Value {
    return this.expressionValue(expression, at, (place) => place);
  }

  /** What stands after `~`; `at`: where that begins, with its quote. */
  tilde(expression: string, at: number, isQuoted: boolean): Term {
    const place = isQuoted ? quotedPlace(expression) : (inside: number): number => inside;
    return this.values([this.expressionValue(expression, at, place)]);
  }

  private expressionValue(expression: string, at: number, place: (inside: number) => number): Value {
    if (expression === '') throw new Wrong('an expression is missing here', at, 1, 'value');
    if (this.target.kind === 'text') {
      const wrong = checkExpression(expression);
      if (wrong !== null) throw new Wrong(wrong.message, at + place(wrong.at), 1);
      return { kind: 'expression', expression };
    }
    const checked = checkValue(this.name, this.type(), { kind: 'expression', expression }, this.options.clock);
    if ('message' in checked) throw new Wrong(checked.message, at + place(checked.at ?? 0), 1);
    return checked.value;
  }

  private type(): ValueType {
    return this.target.kind === 'field' ? this.target.type : this.target.kind === 'path' ? 'any' : 'text';
  }

  private checked(value: Value, at: number, length: number): Value {
    this.pieces.push({ kind: 'value', from: at, to: at + length, of: this.target });
    const { kind } = this.target;
    if (kind === 'field' || kind === 'path') {
      const checked = checkValue(this.name, this.type(), value, this.options.clock);
      if ('message' in checked) throw new Wrong(checked.message, at + (checked.at ?? 0), length - (checked.at ?? 0));
      return checked.value;
    }
    if (kind === 'text' && value.kind === 'plain' && value.text === '')
      throw new Wrong('a text to look for is missing here', at, length, 'value');
    if (kind === 'has' && value.kind === 'plain' && partNamed(value.text) === null)
      throw this.unknown(value.text, at, 'value', length);
    return value;
  }

  values(values: readonly Value[]): Term {
    const { target } = this;
    switch (target.kind) {
      case 'field':
        return { kind: 'field', field: target.field, values, negate: false };
      case 'path':
        return { kind: 'path', path: target.path, values, negate: false };
      case 'text':
        return textTerm(values);
      case 'has':
        return anyOf(values.flatMap(hasTerms));
      case 'fuzzy': {
        if (values.length > 1) throw new Wrong('fuzzy takes one text', this.nameAt, this.name.length);
        const [value] = values;
        return { kind: 'fuzzy', text: value?.kind === 'plain' ? value.text : '' };
      }
    }
  }
}

function hasTerms(value: Value): readonly Term[] {
  const what = value.kind === 'plain' ? partNamed(value.text) : null;
  return what === null ? [] : [{ kind: 'has', what, negate: false }];
}

/** Where a character of a text in quotes stands after the quote, where `\\\\` is one. */
function quotedPlace(text: string): (inside: number) => number {
  return (inside) =>
    1 + [...text.slice(0, inside)].reduce((sum, c) => sum + (c === '"' || c === '\\' ? 2 : c.length), 0);
}
