/** Whether one event's own JSON holds what a text term looks for. */

import { expressionOf } from './expression.ts';
import type { Finder } from './find.ts';
import { createFinder } from './find-compiled.ts';
import { type Needle, needlesOf } from './needle.ts';
import type { ExpressionTerm, TextTerm } from './query.ts';
import type { RawText } from './raw.ts';

export type RawTest = (raw: RawText) => boolean;

/** All that a term looks for; any of it will do. */
export function needlesOfTerm({ values }: Pick<TextTerm, 'values'>): readonly Needle[] {
  return values.flatMap(needlesOf);
}

let finder: Finder | null = null;

/** A test for the values of a term; negation is the caller's. */
export function textTest(term: Pick<TextTerm, 'values'>): RawTest {
  const needles = needlesOfTerm(term);
  return (raw) => needles.some((needle) => holds(needle, raw));
}

function holds(needle: Needle, { bytes, from, to }: RawText): boolean {
  finder ??= createFinder();
  const room = finder.room(0);
  // A line may be longer than there is room for: what lies across two parts is in both.
  const step = finder.capacity - Math.min(longestOf(needle), finder.capacity / 2);
  for (let at = from; ; at += step) {
    const part = bytes.subarray(at, Math.min(at + finder.capacity, to));
    room.set(part);
    if (finder.find(needle, 0, part.length).length > 0) return true;
    if (at + part.length >= to) return false;
  }
}

/** The most bytes that a text may take. */
export function longestOf({ characters }: Needle): number {
  return characters.reduce((sum, forms) => sum + Math.max(...forms.map(({ length }) => length)), 0);
}

/** The same for an expression, here and now: it may take without end. What reads a log runs it elsewhere. */
export function expressionTest({ expression }: Pick<ExpressionTerm, 'expression'>): RawTest {
  const test = expressionOf(expression);
  return ({ bytes, from, to }) => test.test(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString());
}
