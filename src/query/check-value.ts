/** What is wrong with a value of a field, as it was typed. */
import { checkFieldExpression } from './field-expression.ts';
import { EXAMPLES, isOrdered, type ValueType } from './field-types.ts';
import type { PlainValue, Value } from './query.ts';
import { type Clock, isSameKind, timeText, timeValue } from './time-value.ts';
import { cidr, timeOf } from './value.ts';
import { numberOf, sizeOf, spanOf } from './value-text.ts';

/** The value as it stands in a filter, or a message; `at`: counted from where the value begins, where that is told. */
export type CheckedValue = { readonly value: Value } | { readonly message: string; readonly at?: number };

/** `name`: of the field or path, for messages. */
export function checkValue(name: string, type: ValueType, value: Value, clock: Clock): CheckedValue {
  switch (value.kind) {
    case 'plain':
      return checkPlain(name, type, value, clock);
    case 'compared': {
      if (!isOrdered(type)) return { message: noOrder(name) };
      const bound = boundOf(name, type, value.bound, clock);
      return 'message' in bound ? bound : { value: { ...value, bound: bound.text } };
    }
    case 'range': {
      if (!isOrdered(type)) return { message: noOrder(name) };
      const from = value.from === '*' ? { text: '*' } : boundOf(name, type, value.from, clock);
      if ('message' in from) return from;
      const to = value.to === '*' ? { text: '*' } : boundOf(name, type, value.to, clock);
      if ('message' in to) return to;
      if (type === 'time' && !isSameKind(from.text, to.text))
        return { message: 'one end is a time of day, the other one a date: give both the date' };
      return { value: { ...value, from: from.text, to: to.text } };
    }
    case 'expression': {
      if (type === 'span' || type === 'size' || type === 'time' || type === 'yes-no')
        return { message: `${name} is no text that an expression could match: it is ${EXAMPLES[type]}` };
      const wrong = checkFieldExpression(value.expression);
      return wrong === null ? { value } : wrong;
    }
  }
}

function checkPlain(name: string, type: ValueType, value: PlainValue, clock: Clock): CheckedValue {
  const { text, exact } = value;
  const isAny = text === '' || /^\*+$/.test(text);
  if (type === 'time') {
    if (isAny) return { value };
    return timeValue(text, clock);
  }
  if (type === 'span' || type === 'size') {
    if (isAny) return { value };
    const bound = boundOf(name, type, text, clock);
    return 'message' in bound ? bound : { value: { kind: 'plain', text, exact: false } };
  }
  if (exact) return { value };
  if (type === 'yes-no' && !isAny && !/^(?:true|false)$/i.test(text))
    return { message: `${name} is ${EXAMPLES['yes-no']}, as in ${name}:true` };
  if (type === 'yes-no') return { value: { ...value, text: text.toLowerCase() } };
  if (type === 'ip' && text.includes('/') && cidr(text) === null)
    return { message: 'this is no network, as 10.0.0.0/8 is' };
  return { value };
}

/** What is said of `user:>5`. */
export function noOrder(name: string): string {
  return `${name} has no order; code, latency, size, time and what an event holds do`;
}

/** A bound as it stands in a filter. */
function boundOf(
  name: string,
  type: ValueType,
  text: string,
  clock: Clock,
): { readonly text: string } | { readonly message: string } {
  if (type === 'time') return timeText(text, clock);
  if (type === 'code' && /^\d+$/.test(text)) return { text };
  if (type === 'span' && !Number.isNaN(spanOf(text))) return { text };
  if (type === 'size' && !Number.isNaN(sizeOf(text))) return { text };
  if (type === 'any' && [numberOf, sizeOf, spanOf, timeOf].some((of) => !Number.isNaN(of(text)))) return { text };
  const example = type === 'text' || type === 'ip' || type === 'resource' || type === 'binding' ? '' : EXAMPLES[type];
  const unit = type === 'span' && /^\d+$/.test(text) ? `: ${text} of what? us, ms, s, m, h` : `, not ${text}`;
  return {
    message:
      type === 'code'
        ? 'code is compared with a number, as in code:>=400'
        : `${name} is compared with ${example}${unit}`,
  };
}
