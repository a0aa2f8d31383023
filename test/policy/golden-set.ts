/** The shapes of the golden files (see their README) and the way from Go's re-encoded policy to ours. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventFields, Level, Stage } from '../../src/audit/event.ts';
import { fieldsOf } from '../../src/audit/fields.ts';
import type { Policy, PolicyRule } from '../../src/policy/policy.ts';
import { type GoldenSet, readJsonl } from '../support/shared.ts';

/** A policy as Go writes it: what is empty is absent. */
export interface GoPolicy {
  readonly rules: readonly (Partial<Omit<PolicyRule, 'resources'>> & {
    readonly level: Level;
    readonly resources?: readonly {
      group?: string;
      resources?: readonly string[];
      resourceNames?: readonly string[];
    }[];
  })[];
  readonly omitStages?: readonly Stage[];
  readonly omitManagedFields?: boolean;
}

export interface GoldenPolicy {
  readonly file: string;
  readonly ok: boolean;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly rules?: number;
  readonly loaded?: GoPolicy;
  readonly expected?: string;
}

export interface GoldenRow {
  readonly line: number;
  readonly level: Level;
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
  readonly ruleIndex: number;
  readonly recorded: boolean;
}

export function goldenPolicies(set: GoldenSet): readonly GoldenPolicy[] {
  return readJsonl<GoldenPolicy>(join(set.dir, 'policies.jsonl'));
}

export function goldenRows(set: GoldenSet, expected: string): readonly GoldenRow[] {
  return readJsonl<GoldenRow>(join(set.dir, expected));
}

export function goldenEvents(set: GoldenSet): readonly EventFields[] {
  return readJsonl<unknown>(join(set.dir, 'events.jsonl')).map((value) => {
    const fields = fieldsOf(value);
    if ('bad' in fields) throw new Error(fields.bad);
    return fields;
  });
}

export function goldenText(set: GoldenSet, file: string): string {
  return readFileSync(join(set.dir, file), 'utf8');
}

export function policyOf(loaded: GoPolicy): Policy {
  return {
    omitStages: loaded.omitStages ?? [],
    omitManagedFields: loaded.omitManagedFields ?? false,
    rules: loaded.rules.map((rule) => ({
      level: rule.level,
      users: rule.users ?? [],
      userGroups: rule.userGroups ?? [],
      verbs: rule.verbs ?? [],
      resources: (rule.resources ?? []).map((entry) => ({
        group: entry.group ?? '',
        resources: entry.resources ?? [],
        resourceNames: entry.resourceNames ?? [],
      })),
      namespaces: rule.namespaces ?? [],
      nonResourceURLs: rule.nonResourceURLs ?? [],
      omitStages: rule.omitStages ?? [],
      omitManagedFields: rule.omitManagedFields,
    })),
  };
}
