import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Index } from '../../src/engine/index-store.ts';
import { ruleEvaluator } from '../../src/engine/rules.ts';
import { goldenPolicies, goldenRows, policyOf } from '../policy/golden-set.ts';
import { goldenSets } from '../support/shared.ts';

describe.each(goldenSets())('$title: the rule column, from the columns alone', (set) => {
  const index = new Index();
  const bytes = readFileSync(join(set.dir, 'events.jsonl'));
  const half = bytes.indexOf(10, bytes.length / 2) + 1;
  index.add(0, 'events.jsonl', half, bytes.subarray(half), 'newer');
  index.add(0, 'events.jsonl', 0, bytes.subarray(0, half), 'older');
  const policies = goldenPolicies(set).filter(({ loaded, expected }) => loaded !== undefined && expected !== undefined);

  test.each(policies)('$file', ({ loaded, expected }) => {
    const evaluate = ruleEvaluator(policyOf(loaded ?? { rules: [] }), index.tables);
    const found = index.segments.flatMap((segment) =>
      Array.from({ length: segment.end - segment.start }, (_, at) => evaluate(segment, segment.start + at) - 2),
    );
    expect(found).toEqual(goldenRows(set, expected ?? '').map(({ ruleIndex }) => ruleIndex));
  });
});
