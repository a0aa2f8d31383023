import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mostCounted } from '../../src/engine/most.ts';

it('gives what sorting all would give first', () => {
  const text = (code: number): string => String((code * 7919) % 1000);
  fc.assert(
    fc.property(fc.array(fc.nat(4), { maxLength: 200 }), fc.nat(30), (list, limit) => {
      const counts = Int32Array.from([...list, 9, 9]); // Room that is no code's.
      const { codes, distinct } = mostCounted(counts, list.length, limit, text);
      const sorted = [...list.keys()]
        .filter((code) => counts[code] !== 0)
        .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || (text(a) < text(b) ? -1 : 1));
      expect(distinct).toBe(sorted.length);
      expect([...codes].sort((a, b) => a - b)).toEqual(sorted.slice(0, limit).sort((a, b) => a - b));
    }),
  );
});
