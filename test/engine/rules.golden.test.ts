import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Index } from '../../src/engine/index-store.ts';
import { Reload } from '../../src/engine/reload.ts';
import { RowVerdicts } from '../../src/engine/rules.ts';
import { DRIFTS } from '../../src/policy/drift.ts';
import { goldenPolicies, goldenRows, policyOf } from '../policy/golden-set.ts';
import { goldenSets } from '../support/shared.ts';

describe.each(goldenSets())('$title: the columns of rules and drift, from the other columns alone', (set) => {
  const index = new Index();
  const bytes = readFileSync(join(set.dir, 'events.jsonl'));
  const half = bytes.indexOf(10, bytes.length / 2) + 1;
  index.add(0, 'events.jsonl', half, bytes.subarray(half), 'newer');
  index.add(0, 'events.jsonl', 0, bytes.subarray(0, half), 'older');
  const policies = goldenPolicies(set).filter(({ loaded, expected }) => loaded !== undefined && expected !== undefined);

  test.each(policies)('$file', ({ loaded, expected }) => {
    const reload = new Reload(index, new RowVerdicts(policyOf(loaded ?? { rules: [] }), index.tables));
    while (reload.step(1000));
    reload.finish();
    const found = index.segments.flatMap((segment) =>
      Array.from({ length: segment.end - segment.start }, (_, at) => {
        const drift = DRIFTS[(segment.codes.drift[segment.start + at] ?? 0) - 1];
        return {
          ruleIndex: (segment.codes.rule[segment.start + at] ?? 0) - 2,
          recorded: drift !== 'unrecorded' && drift !== 'stage',
        };
      }),
    );
    expect(found).toEqual(goldenRows(set, expected ?? '').map(({ ruleIndex, recorded }) => ({ ruleIndex, recorded })));
  });
});
