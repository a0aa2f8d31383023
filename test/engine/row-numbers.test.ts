import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CodeArray, codeArray, limitOf, mostOf, withRoom, ZEROS } from '../../src/engine/code-array.ts';
import { Latencies, Offsets } from '../../src/engine/row-numbers.ts';

const latency = fc.oneof(
  fc.constantFrom(Number.NaN, 0, -1, 0.5, 0xffff_fffe, 0xffff_ffff, 0x1_0000_0000, -3e12),
  fc.nat(1e9),
);

it('gives latencies back as they were put, whichever came before and however many', () => {
  fc.assert(
    fc.property(fc.array(latency, { minLength: 1, maxLength: 40 }), (all) => {
      const latencies = new Latencies(8);
      for (const [row, each] of all.entries()) {
        if (row === 8) latencies.grow(64);
        latencies.put(row, each);
      }
      expect(all.map((_, row) => latencies.of(row))).toEqual(all);
    }),
  );
});

it('takes latencies of a scan after others of any width', () => {
  for (const first of [5, 0x2_0000_0000]) {
    const latencies = new Latencies(4);
    latencies.put(0, first);
    latencies.copy(Uint32Array.of(9, 0xffff_ffff, 7, 1), 1, 3, 1);
    expect([0, 1, 2].map((row) => latencies.of(row))).toEqual([first, Number.NaN, 7]);
  }
});

it('gives offsets back as they were put, in a file of any length', () => {
  const offset = fc.oneof(fc.nat(1e6), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(offset, { minLength: 1, maxLength: 40 }), fc.boolean(), (all, backwards) => {
      const offsets = new Offsets(64);
      const sorted = all.toSorted((a, b) => (backwards ? b - a : a - b));
      for (const [k, each] of sorted.entries()) offsets.put(backwards ? 63 - k : k, each);
      expect(sorted.map((_, k) => offsets.of(backwards ? 63 - k : k))).toEqual(sorted);
      offsets.clear();
      offsets.copy(Int32Array.of(0, 10, 25), 1, 3, 0, sorted[0] ?? 0);
      expect([offsets.of(0), offsets.of(1)]).toEqual([(sorted[0] ?? 0) + 10, (sorted[0] ?? 0) + 25]);
    }),
  );
});

it('makes columns as wide as what they hold, and no wider', () => {
  let column: CodeArray = ZEROS;
  const put = (row: number, code: number): void => {
    if (code > limitOf(column)) column = withRoom(column, 16, code);
    if (column !== ZEROS) column[row] = code;
  };
  put(0, 0);
  expect(column).toBe(ZEROS);
  for (const [code, width] of [
    [255, 1],
    [256, 2],
    [65_535, 2],
    [65_536, 4],
    [3, 4],
  ] as const) {
    // biome-ignore format: a table
    put(1, code);
    expect([column.BYTES_PER_ELEMENT, column[1]]).toEqual([width, code]);
    expect(column[0]).toBe(0);
  }
  expect(mostOf(Uint8Array.of(9, 3, 7, 8), 1, 3)).toBe(7);
  expect(codeArray(4, 0)).toBe(ZEROS);
  expect(ZEROS.every((code) => code === 0)).toBe(true);
});
