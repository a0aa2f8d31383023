/**
 * Text to filter: `field:value` terms, values in parentheses with OR, `-` or NOT in front, bare words and quoted
 * phrases, AND by space; `text:` and `text~` for whole lines. The rest of the language (OR between terms, expressions on
 * fields, ranges, paths) is refused by name, so that nothing typed means something else than it says.
 */
import { checkExpression } from './check-expression.ts';
import { bareExpressionEnd, slashedExpressionEnd } from './expression.ts';
import { fieldNamed } from './fields.ts';
import type { Field, Query, Term, Value } from './query.ts';
import { suggestField } from './suggest.ts';
import { checkValue } from './value.ts';

/** The query, or what is wrong and where: `at` and `length` in UTF-16 units of the text. */
export type Parsed =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly message: string; readonly at: number; readonly length: number };

/** Fields that the viewer's index cannot filter on (yet): their text stays in the raw lines. */
const NOT_INDEXED: ReadonlySet<Field> = new Set<Field>(['uri', 'path']);
const COMPARED_LATER: ReadonlySet<Field> = new Set<Field>(['time', 'latency']);

const NO_EXPRESSIONS = 'regular expressions on fields are not there yet; text~EXPR searches whole lines';

class Wrong extends Error {
  readonly at: number;
  readonly length: number;
  constructor(message: string, at: number, length: number) {
    super(message);
    this.at = at;
    this.length = Math.max(1, length);
  }
}

/** Parses a filter. `where` says for what: the viewer's index holds fewer fields than `print` and `count` read. */
export function parseQuery(text: string, where: 'viewer' | 'stream' = 'viewer'): Parsed {
  try {
    return { ok: true, query: { terms: new Reader(text, where).terms() } };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, message: error.message, at: error.at, length: error.length };
    throw error;
  }
}

/** A cursor over the text; a class because every rule moves the same position. */
class Reader {
  private at = 0;
  private readonly text: string;
  private readonly where: 'viewer' | 'stream';
  constructor(text: string, where: 'viewer' | 'stream') {
    this.text = text;
    this.where = where;
  }

  terms(): Term[] {
    const terms: Term[] = [];
    for (;;) {
      this.spaces();
      if (this.at >= this.text.length) return terms;
      if (this.keyword('AND')) continue;
      if (this.peekWord('OR')) throw this.wrong('OR between terms is not there yet; field:(a OR b) is', 2);
      terms.push(this.term());
    }
  }

  private term(): Term {
    let negate = false;
    for (;;) {
      if (this.text[this.at] === '-') this.at++;
      else if (!this.keyword('NOT')) break;
      negate = !negate;
      this.spaces();
    }
    const start = this.at;
    const c = this.text[start];
    if (c === undefined) throw this.wrong('a term is missing here', 1);
    if (c === '(') throw this.wrong('parentheses go round the values of one field, as in verb:(get OR list)', 1);
    if (c === ')') throw this.wrong('nothing is open that this could close', 1);
    if (c === '"') return { kind: 'word', text: this.phrase(), negate };
    const name = /^[^\s()":~]+(?=[:~])/.exec(this.text.slice(start))?.[0];
    if (name === undefined) return { kind: 'word', text: this.bare(), negate };
    return this.fieldTerm(name, negate);
  }

  private fieldTerm(name: string, negate: boolean): Term {
    const start = this.at;
    this.at += name.length;
    const isExpression = this.text[this.at] === '~';
    if (isExpression && name.toLowerCase() !== 'text') throw this.wrong(NO_EXPRESSIONS, 1);
    this.at++;
    if (name.toLowerCase() === 'text') return isExpression ? this.expression(negate) : this.textTerm(negate);
    if (name === 'fuzzy') {
      if (negate) throw new Wrong('fuzzy: cannot be negated', start, name.length);
      return { kind: 'fuzzy', text: this.value().text };
    }
    const field = fieldNamed(name);
    if (field === null) throw new Wrong(unknownField(name), start, name.length);
    if (COMPARED_LATER.has(field)) throw new Wrong(`${field}: cannot be filtered on yet`, start, name.length);
    if (this.where === 'viewer' && NOT_INDEXED.has(field)) {
      throw new Wrong(`${field}: is not in the viewer's index; auditty print can filter on it`, start, name.length);
    }
    return { kind: 'field', field, values: this.values((value) => checkValue(field, value)), negate };
  }

  private textTerm(negate: boolean): Term {
    const end = slashedExpressionEnd(this.text, this.at);
    if (end >= 0) {
      const start = this.at + 1;
      this.at = end + 1;
      return this.checkedExpression(this.text.slice(start, end), start, (at) => at, negate);
    }
    return { kind: 'text', values: this.values(checkText), negate };
  }

  /** After `~`: quoted where it has spaces, else up to the next space. */
  private expression(negate: boolean): Term {
    const start = this.at;
    if (this.text[start] === '"') {
      const inside = this.phrase();
      // Where a character of it stands in the text, where `\\\\` is one.
      const place = (at: number): number => {
        let from = start + 1;
        for (let k = 0; k < at; k++) from += /^\\["\\]/.test(this.text.slice(from, from + 2)) ? 2 : 1;
        return from - start;
      };
      return this.checkedExpression(inside, start, place, negate);
    }
    this.at = bareExpressionEnd(this.text, start);
    return this.checkedExpression(this.text.slice(start, this.at), start, (at) => at, negate);
  }

  /** `place`: of a place in the expression, counted from `start`. */
  private checkedExpression(expression: string, start: number, place: (at: number) => number, negate: boolean): Term {
    if (expression === '') throw new Wrong('an expression is missing here', start, 1);
    const wrong = checkExpression(expression);
    if (wrong !== null) throw new Wrong(wrong.message, start + place(wrong.at), 1);
    return { kind: 'expression', field: 'text', expression, negate };
  }

  private values(check: (value: Value) => string | null): Value[] {
    if (this.text[this.at] !== '(') return [this.checked(check)];
    const open = this.at++;
    const values: Value[] = [];
    for (;;) {
      this.spaces();
      if (this.at >= this.text.length) throw new Wrong('this parenthesis is not closed', open, 1);
      if (this.text[this.at] === ')') {
        if (values.length === 0) throw this.wrong('a value is missing here', 1);
        this.at++;
        return values;
      }
      if (values.length > 0 && !this.keyword('OR')) throw this.wrong('OR is missing between the values', 1);
      this.spaces();
      values.push(this.checked(check));
    }
  }

  private checked(check: (value: Value) => string | null): Value {
    const start = this.at;
    const value = this.value();
    const complaint = check(value);
    if (complaint !== null) throw new Wrong(complaint, start, this.at - start);
    return value;
  }

  private value(): Value {
    const exact = this.text[this.at] === '=';
    if (exact) this.at++;
    if (this.text[this.at] === '"') return { text: this.phrase(), exact };
    const text = this.bare();
    if (text === '') throw this.wrong('a value is missing here', 1);
    if (!exact && /^\/.*\/$/.test(text)) throw new Wrong(NO_EXPRESSIONS, this.at - text.length, text.length);
    return { text, exact };
  }

  /** A bare value runs to the next space or parenthesis: `:` and `/` need no quotes. */
  private bare(): string {
    const found = /^[^\s()]*/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private phrase(): string {
    const open = this.at++;
    let out = '';
    for (;;) {
      const c = this.text[this.at++];
      if (c === undefined) throw new Wrong('this quote is not closed', open, 1);
      if (c === '"') return out;
      const next = this.text[this.at];
      if (c === '\\' && (next === '"' || next === '\\')) {
        out += next;
        this.at++;
      } else out += c;
    }
  }

  private spaces(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private peekWord(word: string): boolean {
    return this.text.startsWith(word, this.at) && /^[\s(]?$/.test(this.text[this.at + word.length] ?? '');
  }

  private keyword(word: string): boolean {
    if (!this.peekWord(word)) return false;
    this.at += word.length;
    return true;
  }

  private wrong(message: string, length: number): Wrong {
    return new Wrong(message, this.at, length);
  }
}

/** What stands everywhere says nothing. */
function checkText({ text }: Value): string | null {
  return text === '' ? 'a text to look for is missing here' : null;
}

function unknownField(name: string): string {
  if (name.includes('.') || /^(?:request|response)Object/.test(name))
    return `${name}: paths into an event are not there yet`;
  const near = suggestField(name);
  return near === null
    ? `no field ${name}. In quotes it is searched as text`
    : `no field ${name}. Did you mean ${near}?`;
}
