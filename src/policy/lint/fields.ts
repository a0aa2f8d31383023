/** Fields that kube-apiserver steps over: those it does not know, or not yet, and those given twice. */
import type { StrictFault } from '../decode.ts';
import type { Finding, Steps } from '../diagnostic.ts';
import type { DecodedRule } from '../schema.ts';
import type { Tree } from '../tree.ts';
import { SINCE, versionText } from '../version.ts';
import { type Lint, quoted } from './lint.ts';
import { nearest } from './suggest.ts';

const POLICY_FIELDS = ['kind', 'apiVersion', 'metadata', 'rules', 'omitStages', 'omitManagedFields'];
const RULE_FIELDS = [
  'level', 'users', 'userGroups', 'verbs', 'resources', 'namespaces', 'nonResourceURLs', 'omitStages', 'omitManagedFields',
]; // biome-ignore format: a table
const ENTRY_FIELDS = ['group', 'resources', 'resourceNames'];

type Part = 'policy' | 'rule' | 'entry';
const FIELDS: Readonly<Record<Part, readonly string[]>> = {
  policy: POLICY_FIELDS,
  rule: RULE_FIELDS,
  entry: ENTRY_FIELDS,
};
const PART_NAMES: Readonly<Record<Part, string>> = {
  policy: 'the policy itself',
  rule: 'the rule',
  entry: 'an entry of resources',
};

/** What people write for a field whose name has other letters: RBAC's names, and those of webhooks. */
const OTHER_NAMES: Readonly<Record<Part, Readonly<Record<string, string>>>> = {
  policy: { name: 'metadata', rule: 'rules', stages: 'omitStages' },
  rule: {
    groups: 'userGroups',
    group: 'userGroups',
    serviceaccounts: 'users',
    subjects: 'users',
    operations: 'verbs',
    methods: 'verbs',
    paths: 'nonResourceURLs',
    urls: 'nonResourceURLs',
    stages: 'omitStages',
  },
  entry: { groups: 'group', apigroup: 'group', apigroups: 'group', names: 'resourceNames', name: 'resourceNames' },
};

/** What a rule does without a field that should have restricted it. */
const WITHOUT: Readonly<Record<string, string>> = {
  users: 'the rule matches every user',
  userGroups: 'the rule matches users of every group',
  verbs: 'the rule matches every verb',
  namespaces: 'the rule matches every namespace',
  resources: 'the rule matches every resource',
  nonResourceURLs: 'the rule matches every path',
  'entry.group': 'the entry is taken for the core group, ""',
  'entry.resources': 'the entry matches every resource of its group',
  'entry.resourceNames': 'the entry matches every name',
};

/** Unknown fields, with what was most likely meant and what comes of their being ignored. */
export const unknownFields: Lint = ({ policy, reading, minor }) =>
  reading.strict
    .filter(({ kind }) => kind === 'unknown')
    .map((fault): Finding => {
      const finding = { severity: 'warning', check: 'unknown-field', steps: fault.steps, at: 'key' } as const;
      const part = partOf(fault.steps.slice(0, -1));
      const key = String(fault.steps.at(-1));
      if (key === 'omitManagedFields' && minor < SINCE.omitManagedFields && part !== null) {
        const since = versionText(SINCE.omitManagedFields);
        const message = `omitManagedFields exists from Kubernetes ${since} on: ${versionText(minor)} ignores it.`;
        return { ...finding, check: 'newer-field', message };
      }
      if (part === null) return { ...finding, message: `Unknown field ${quoted(key)} is ignored.` };
      const rule = typeof fault.steps[1] === 'number' ? policy.rules[fault.steps[1]] : undefined;
      const { sentence, suggestion, meant } = guess(part, key);
      const widened = meant === null ? null : consequence(part, meant, rule, fault.steps);
      const message = [`Unknown field ${quoted(key)} is ignored.`, sentence, widened].filter((each) => each !== null);
      return { ...finding, message: message.join(' '), suggestion };
    });

/** Which of the three kinds of object the steps lead to; null for metadata and what lies in an unknown field. */
function partOf(steps: Steps): Part | null {
  if (steps.length === 0) return 'policy';
  if (steps[0] !== 'rules') return null;
  if (steps.length === 2) return 'rule';
  return steps.length === 4 && steps[2] === 'resources' ? 'entry' : null;
}

interface Guess {
  readonly sentence: string | null;
  readonly suggestion: string | null;
  /** The field of this part that is missing if the guess is right. */
  readonly meant: string | null;
}

function guess(part: Part, key: string): Guess {
  const elsewhere = (['policy', 'rule', 'entry'] as const).filter(
    (other) => other !== part && FIELDS[other].includes(key),
  );
  const lower = key.toLowerCase();
  const names = OTHER_NAMES[part];
  const other = Object.hasOwn(names, lower) ? (names[lower] ?? null) : null;
  // `group` in a rule may be either; its place in an entry is the likelier meaning.
  const [home] = elsewhere;
  if (home !== undefined && (other === null || key === 'group')) {
    return { sentence: `${quoted(key)} belongs in ${PART_NAMES[home]}.`, suggestion: null, meant: null };
  }
  const near = other ?? nearest(key, FIELDS[part]);
  if (near === null) return { sentence: null, suggestion: null, meant: null };
  return { sentence: `Did you mean ${quoted(near)}?`, suggestion: near, meant: near };
}

/** What the rule does now, where nothing else restricts it in that way. */
function consequence(part: Part, meant: string, rule: DecodedRule | undefined, steps: Steps): string | null {
  if (rule === undefined) return null;
  const index = steps[3];
  const entry = part === 'entry' && typeof index === 'number' ? rule.resources[index] : undefined;
  const restricted =
    entry === undefined
      ? [...Object.entries(rule)].some(([name, value]) => name === meant && Array.isArray(value) && value.length > 0)
      : meant === 'group'
        ? entry.group !== ''
        : [...Object.entries(entry)].some(([name, value]) => name === meant && value.length > 0);
  const what = WITHOUT[part === 'entry' ? `entry.${meant}` : meant];
  if (restricted || what === undefined) return null;
  if (part === 'rule' && matchesBoth(rule) && (meant === 'resources' || meant === 'nonResourceURLs')) {
    return 'As it stands, the rule matches resources and paths alike.';
  }
  return meant === 'group' ? `As it stands, ${what}.` : `As it stands it is wider: ${what}.`;
}

function matchesBoth(rule: DecodedRule): boolean {
  return rule.resources.length + rule.namespaces.length + rule.nonResourceURLs.length === 0;
}

/** Fields that are given twice: the last one counts in YAML; in JSON the second is read into the first. */
export const duplicateFields: Lint = ({ reading }) => {
  const tree = reading.content?.tree;
  const yaml = reading.duplicates.map(({ key, keyStart }): Finding => {
    const steps = tree === undefined ? [key] : [...stepsAt(tree, keyStart), key];
    const span = { start: keyStart, end: keyStart + key.length };
    return duplicate(steps, span, `${quoted(key)} is set twice: only the last one counts.`);
  });
  const json = reading.strict
    .filter(({ kind }) => kind === 'duplicate')
    .map(({ steps, keyStart }: StrictFault): Finding => {
      const key = String(steps.at(-1));
      const span = { start: keyStart, end: keyStart + key.length };
      return duplicate(steps, span, `${quoted(key)} is set twice: the second is read into the first.`);
    });
  return [...yaml, ...json];
};

function duplicate(steps: Steps, span: { start: number; end: number }, message: string): Finding {
  return { severity: 'warning', check: 'duplicate-field', steps, span, message };
}

/** The steps to the innermost object or list round an offset. */
function stepsAt(tree: Tree, offset: number): Steps {
  const parts =
    tree.kind === 'array'
      ? tree.items.map((value, step) => ({ step, value }))
      : tree.kind === 'object'
        ? tree.members.map(({ key, value }) => ({ step: key, value }))
        : [];
  const within = parts.find(({ value }) => value.start <= offset && offset < value.end);
  if (within === undefined || (within.value.kind !== 'object' && within.value.kind !== 'array')) return [];
  return [within.step, ...stepsAt(within.value, offset)];
}
