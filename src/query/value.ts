/** What one value of a field term means: a test of one recorded value. design.md, "The query language". */
import { BlockList, isIP } from 'node:net';
import type { Field, FieldTerm, Value } from './query.ts';

type Test = (value: string) => boolean;

const COMPARE = /^(>=|<=|>|<)(.*)$/;

/** What is wrong with a value of this field, null where nothing is. */
export function checkValue(field: Field, value: Value): string | null {
  if (value.exact) return null;
  const compared = COMPARE.exec(value.text);
  if (compared !== null && field === 'code' && !/^\d+$/.test(compared[2] ?? ''))
    return 'code is compared with a number, as in code:>=400';
  if (compared !== null && field !== 'code') return `${field} has no order; only code can be compared yet`;
  if (/^\[.*/.test(value.text) && field !== 'ip') return 'ranges are not there yet; code:>=400 code:<500 is one';
  if (field === 'ip' && value.text.includes('/') && cidr(value.text) === null)
    return 'this is no network, as 10.0.0.0/8 is';
  return null;
}

/** A test of one value: whether any value of the term (OR) means it. Negation is the caller's. */
export function termTest(term: FieldTerm): Test {
  const tests = term.values.map((value) => valueTest(term.field, value));
  return (value) => tests.some((test) => test(value));
}

/** Whether a value means a recorded one; `''` recorded is a missing field. */
export function valueTest(field: Field, value: Value): Test {
  if (value.exact) return (recorded) => recorded === value.text;
  const compared = COMPARE.exec(value.text);
  if (compared !== null && field === 'code') return comparison(compared[1] ?? '', Number(compared[2]));
  if (field === 'ip' && value.text.includes('/')) return cidr(value.text) ?? (() => false);
  if (field === 'resource') return resourceTest(value.text);
  return textTest(value.text);
}

function comparison(operator: string, bound: number): Test {
  // A missing field makes every comparison false: Number('') is 0, so it is kept out by hand.
  const of =
    (holds: (n: number) => boolean): Test =>
    (recorded) =>
      recorded !== '' && holds(Number(recorded));
  if (operator === '>=') return of((n) => n >= bound);
  if (operator === '<=') return of((n) => n <= bound);
  return operator === '>' ? of((n) => n > bound) : of((n) => n < bound);
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

/** Both sides of the first `mark`; one side where it does not occur. */
function splitAt(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function cidr(text: string): Test | null {
  const [net = '', bits = ''] = splitAt(text, '/');
  const family = isIP(net);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return null;
  const list = new BlockList();
  list.addSubnet(net, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return (recorded) => {
    const kind = isIP(recorded);
    return kind !== 0 && list.check(recorded, kind === 4 ? 'ipv4' : 'ipv6');
  };
}
