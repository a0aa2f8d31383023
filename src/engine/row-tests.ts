/** Terms on what a row has besides codes: times, spans, sizes, flags. */
import { typeOf } from '../query/field-types.ts';
import type { Field, Value } from '../query/query.ts';
import { spanOfTime, timeTest } from '../query/time-value.ts';
import { numberTest, valueTest } from '../query/value.ts';
import { FLAG, type Segment } from './segment.ts';

/** Of a segment a test of its rows; a truth where they are all alike. */
export type RowsTest = (segment: Segment) => ((row: number) => boolean) | boolean;

/** A test for any of the values; null for a field that has codes. A missing field is none of them. */
export function rowsTest(field: Field, values: readonly Value[]): RowsTest | null {
  const type = typeOf(field);
  if (type === 'time') return timesTest(values);
  if (field === 'latency') {
    const tests = values.map((value) => numberTest('span', value));
    return (segment) => (row) => {
      const latency = segment.latencyOf(row);
      return tests.some((test) => test(latency));
    };
  }
  if (field === 'size') {
    const tests = values.map((value) => numberTest('size', value));
    return ({ length }) =>
      (row) => {
        const size = length[row]!;
        return tests.some((test) => test(size));
      };
  }
  if (field === 'truncated') return flagTest(FLAG.truncated, values, 'true');
  return field === 'requests' ? flagTest(FLAG.superseded, values, 'false') : null;
}

/** Whole segments are often before or after all that is asked for. */
function timesTest(values: readonly Value[]): RowsTest {
  const tests = values.map(timeTest);
  const spans = values.map(spanOfTime);
  const [only] = spans;
  const isOne = spans.length === 1 && only !== undefined && only !== null;
  return ({ time, times, timeless }) => {
    if (timeless.size > 0) return (row) => tests.some((test) => test(timeless.has(row) ? Number.NaN : time[row]!));
    if (isOne) {
      const { from, to } = only;
      if (times.within(from, to)) return true;
      if (times.outside(from, to)) return false;
      return (row) => time[row]! >= from && time[row]! <= to;
    }
    return (row) => tests.some((test) => test(time[row]!));
  };
}

/** `set`: what the field is where the flag is set. */
function flagTest(flag: number, values: readonly Value[], set: 'true' | 'false'): RowsTest {
  const means = (value: string): boolean => values.some((each) => valueTest('yes-no', each)(value));
  const whereSet = means(set);
  const whereNot = means(set === 'true' ? 'false' : 'true');
  if (whereSet === whereNot) return () => whereSet;
  return ({ flags }) =>
    (row) =>
      (flags[row]! & flag) !== 0 ? whereSet : whereNot;
}
