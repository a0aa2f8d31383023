import { describe, expect, test } from 'vitest';
import { attributesOf } from '../../src/policy/attributes.ts';
import { evaluate, recorded } from '../../src/policy/match.ts';
import { goldenSets } from '../support/shared.ts';
import { goldenEvents, goldenPolicies, goldenRows, policyOf } from './golden-set.ts';

describe.each(goldenSets())('$title: what the apiserver does with each event', (set) => {
  const events = goldenEvents(set);
  const policies = goldenPolicies(set).filter(({ loaded, expected }) => loaded !== undefined && expected !== undefined);

  test.each(policies)('$file', ({ loaded, expected }) => {
    const rows = goldenRows(set, expected ?? '');
    expect(rows).toHaveLength(events.length);
    const policy = policyOf(loaded ?? { rules: [] });
    const found = events.map((event, index) => {
      const verdict = evaluate(policy, attributesOf(event));
      return { line: index + 1, ...verdict, recorded: recorded(verdict, event.stage) };
    });
    const wanted = rows.map(({ line, ruleIndex, level, omitStages, omitManagedFields, recorded }) => {
      return { line, ruleIndex, level, omitStages, omitManagedFields, recorded };
    });
    expect(found).toEqual(wanted);
  });
});
