/** What one value of a term means: a test of one recorded value. design.md, "The query language". */
import { BlockList, isIP } from 'node:net';
import { parseMicros } from '../audit/time.ts';
import { fieldExpression } from './field-expression.ts';
import { typeOf, type ValueType } from './field-types.ts';
import type { FieldTerm, Operator, PlainValue, Value } from './query.ts';
import { numberOf, quantityOf, sizeOf, spanOf } from './value-text.ts';

type Test = (value: string) => boolean;

/** A test of one value: whether any value of the term (OR) means it. Negation is the caller's. */
export function termTest(term: Pick<FieldTerm, 'field' | 'values'>): Test {
  const type = typeOf(term.field);
  const tests = term.values.map((value) => valueTest(type, value));
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (value) => tests.some((test) => test(value));
}

/** Whether a value means a recorded text; `''` recorded is a missing field. Spans, sizes and times are numbers: `numberTest`. */
export function valueTest(type: ValueType, value: Value): Test {
  if (value.kind === 'expression') return recordedTest(fieldExpression(value.expression));
  if (value.kind !== 'plain') return orderTest(type, value);
  if (value.exact) return (recorded) => recorded === value.text;
  if (type === 'ip' && value.text.includes('/')) return cidr(value.text) ?? (() => false);
  if (type === 'resource') return resourceTest(value.text);
  if (type === 'binding') return bindingTest(value.text);
  return textTest(value.text);
}

/** A missing field is none of them. */
function recordedTest(test: Test): Test {
  return (recorded) => recorded !== '' && test(recorded);
}

/** A test of a number, NaN for a missing one: spans in µs, sizes in bytes. */
export function numberTest(type: 'span' | 'size', value: Value): (recorded: number) => boolean {
  const of = type === 'span' ? spanOf : sizeOf;
  if (value.kind === 'expression') throw new Error('a number is not matched by an expression');
  if (value.kind !== 'plain') return ordered(value, of);
  if (value.text === '') return Number.isNaN;
  if (/^\*+$/.test(value.text)) return (recorded) => !Number.isNaN(recorded);
  const wanted = of(value.text);
  return (recorded) => recorded === wanted;
}

/** In the order of whole numbers; of what JSON holds also that of times, spans and sizes, whatever the bounds may be. */
function orderTest(type: ValueType, value: Exclude<Value, PlainValue | { kind: 'expression' }>): Test {
  if (type === 'code') return recordedTest(textual(ordered(value, numberOf), numberOf));
  const bounds = value.kind === 'compared' ? [value.bound] : [value.from, value.to].filter((bound) => bound !== '*');
  // `5m` may be five minutes and five million: what is recorded tells which.
  const tests = READINGS.filter(([of]) => bounds.every((bound) => !Number.isNaN(of(bound)))).map(([of, recorded]) =>
    textual(ordered(value, of), recorded),
  );
  return recordedTest((recorded) => tests.some((test) => test(recorded)));
}

/** How a bound may be read, and what is recorded with it. */
const READINGS = [
  [numberOf, numberOf],
  [sizeOf, quantityOf],
  [spanOf, spanOf],
  [timeOf, timeOf],
] as const;

function textual(test: (n: number) => boolean, of: (text: string) => number): Test {
  return (recorded) => test(of(recorded));
}

/** RFC 3339, to the minute, or a date, in µs; NaN for anything else. */
export function timeOf(text: string): number {
  const found = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/i.exec(text);
  if (found === null) return Number.NaN;
  const [, date = '', minute = '00:00', second = ':00', zone = 'Z'] = found;
  return parseMicros(`${date}T${minute}${second}${zone}`);
}

/** NaN is outside of all bounds. */
function ordered(
  value: Exclude<Value, PlainValue | { kind: 'expression' }>,
  of: (text: string) => number,
): (n: number) => boolean {
  if (value.kind === 'compared') return comparison(value.operator, of(value.bound));
  const from = value.from === '*' ? null : comparison(value.withFrom ? '>=' : '>', of(value.from));
  const to = value.to === '*' ? null : comparison(value.withTo ? '<=' : '<', of(value.to));
  return (n) => !Number.isNaN(n) && (from?.(n) ?? true) && (to?.(n) ?? true);
}

function comparison(operator: Operator, bound: number): (n: number) => boolean {
  if (operator === '>=') return (n) => n >= bound;
  if (operator === '<=') return (n) => n <= bound;
  return operator === '>' ? (n) => n > bound : (n) => n < bound;
}

/** The whole value, ignoring case unless a capital is typed; `*` and `?` are wildcards. */
function textTest(text: string): Test {
  const ignoreCase = !/\p{Lu}/u.test(text);
  if (!/[*?]/.test(text)) {
    const wanted = ignoreCase ? text.toLowerCase() : text;
    return ignoreCase ? (recorded) => recorded.toLowerCase() === wanted : (recorded) => recorded === wanted;
  }
  if (/^\*+$/.test(text)) return (recorded) => recorded !== '';
  return wildcardTest(ignoreCase ? text.toLowerCase() : text, ignoreCase);
}

/** Greedy wildcard match with one point of return: linear in practice, never exponential as a RegExp can be. */
function wildcardTest(pattern: string, ignoreCase: boolean): Test {
  const p = [...pattern];
  return (recorded) => {
    const s = [...(ignoreCase ? recorded.toLowerCase() : recorded)];
    let i = 0;
    let j = 0;
    let star = -1;
    let mark = 0;
    while (i < s.length) {
      if (j < p.length && p[j] === '*') {
        star = j++;
        mark = i;
      } else if (j < p.length && (p[j] === '?' || p[j] === s[i])) {
        i++;
        j++;
      } else if (star >= 0) {
        j = star + 1;
        i = ++mark;
      } else return false;
    }
    while (p[j] === '*') j++;
    return j === p.length;
  };
}

/** `pods` in any group without subresource, `deployments.apps`, `pods/log`, `pods/*`, `*` + `/scale`. */
function resourceTest(text: string): Test {
  // As in a policy: all resources and their subresources.
  if (/^\*+$/.test(text)) return textTest(text);
  const [resourceAndGroup = '', subresource = ''] = splitAt(text, '/');
  const [resource = '', group] = splitAt(resourceAndGroup, '.');
  const resourceMatches = textTest(resource);
  const groupMatches = group === undefined ? () => true : textTest(group);
  const subMatches = textTest(subresource);
  return (recorded) => {
    if (recorded === '') return text === '';
    const [recordedLeft = '', recordedSub = ''] = splitAt(recorded, '/');
    const [recordedResource = '', recordedGroup = ''] = splitAt(recordedLeft, '.');
    return resourceMatches(recordedResource) && groupMatches(recordedGroup) && subMatches(recordedSub);
  };
}

/** A RoleBinding is recorded as `name/namespace`: a name alone means it in any namespace. */
function bindingTest(text: string): Test {
  const test = textTest(text);
  if (text === '' || text.includes('/')) return test;
  return (recorded) => test(splitAt(recorded, '/')[0] ?? '');
}

/** Both sides of the first `mark`; one side where it does not occur. */
function splitAt(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** A test for addresses in a network; null where the text is none. */
export function cidr(text: string): Test | null {
  const [net = '', bits = ''] = splitAt(text, '/');
  const family = isIP(net);
  if (family === 0 || net.includes('%') || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return null;
  const list = new BlockList();
  list.addSubnet(net, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  // IPv4 has its place in IPv6 (::ffff:0:0/96), but is not meant by what is larger than that.
  const holdsIPv4 = family === 4 || Number(bits) >= 96;
  return (recorded) => {
    const kind = isIP(recorded);
    return kind !== 0 && (kind === 6 || holdsIPv4) && list.check(recorded, kind === 4 ? 'ipv4' : 'ipv6');
  };
}
