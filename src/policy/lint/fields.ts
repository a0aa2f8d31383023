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

const PARTS = ['policy', 'rule', 'entry'] as const;
type Part = (typeof PARTS)[number];
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
const OTHER_NAMES: Readonly<Record<Part, ReadonlyMap<string, string>>> = {
  policy: new Map([
    ['name', 'metadata'],
    ['stages', 'omitStages'],
  ]),
  rule: new Map([
    ['groups', 'userGroups'],
    ['serviceaccounts', 'users'],
    ['subjects', 'users'],
    ['operations', 'verbs'],
    ['methods', 'verbs'],
    ['paths', 'nonResourceURLs'],
    ['urls', 'nonResourceURLs'],
    ['stages', 'omitStages'],
  ]),
  entry: new Map([
    ['groups', 'group'],
    ['apigroup', 'group'],
    ['apigroups', 'group'],
    ['names', 'resourceNames'],
    ['name', 'resourceNames'],
  ]),
};

/** What a rule does without a field that should have restricted it. */
const WITHOUT: ReadonlyMap<string, string> = new Map([
  ['users', 'the rule matches every user'],
  ['userGroups', 'the rule matches users of every group'],
  ['verbs', 'the rule matches every verb'],
  ['namespaces', 'the rule matches every namespace'],
  ['resources', 'the rule matches every resource'],
  ['nonResourceURLs', 'the rule matches every path'],
]);
/** What an entry does, and what several do. */
const WITHOUT_IN_ENTRY: ReadonlyMap<string, readonly [one: string, several: string]> = new Map([
  ['group', ['is taken for the core group, ""', 'are taken for the core group, ""']],
  ['resources', ['matches every resource of its group', 'match every resource of their groups']],
  ['resourceNames', ['matches every name', 'match every name']],
]);

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
      const { sentence, suggestion, home, meant } = guess(part, key);
      const widened = meant === null ? null : consequence(home, meant, rule, fault.steps);
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
  /** The field that is missing if the guess is right, and the part it is missing in. */
  readonly home: Part;
  readonly meant: string | null;
}

/** A field of this part comes first, then what is nearly one of another part, then what is like one of this. */
function guess(part: Part, key: string): Guess {
  if (part === 'policy' && key === 'spec') {
    const sentence = 'A policy has no spec: its rules stand at the top of the file.';
    return { sentence, suggestion: null, home: part, meant: null };
  }
  const others = PARTS.filter((other) => other !== part);
  const exact = others.find((other) => FIELDS[other].includes(key));
  if (exact !== undefined) return elsewhere(exact, key, key);
  const own = fieldCalled(part, key);
  if (own !== null) return { sentence: `Did you mean ${quoted(own)}?`, suggestion: own, home: part, meant: own };
  for (const other of others) {
    // `name` means too many things: a rule may have been given one.
    const meant = /^names?$/i.test(key) ? null : fieldCalled(other, key);
    if (meant !== null) return elsewhere(other, key, meant);
  }
  const near = nearest(key, FIELDS[part]);
  if (near === null) return { sentence: null, suggestion: null, home: part, meant: null };
  return { sentence: `Did you mean ${quoted(near)}?`, suggestion: near, home: part, meant: near };
}

function elsewhere(home: Part, key: string, meant: string): Guess {
  const name = key === meant ? '' : ` and is called ${quoted(meant)} there`;
  const sentence = `${quoted(key)} belongs in ${PART_NAMES[home]}${name}.`;
  return { sentence, suggestion: null, home, meant };
}

/** The field of a part that people call so: in another case, in the singular or plural, by the name it has elsewhere. */
function fieldCalled(part: Part, key: string): string | null {
  const lower = key.trim().toLowerCase();
  const bare = (name: string): string => name.toLowerCase().replace(/s$/, '');
  return OTHER_NAMES[part].get(lower) ?? FIELDS[part].find((field) => bare(field) === bare(lower)) ?? null;
}

/** What the rule does now, where nothing else restricts it in that way. */
function consequence(home: Part, meant: string, rule: DecodedRule | undefined, steps: Steps): string | null {
  if (rule === undefined || home === 'policy') return null;
  if (home === 'entry') return ofEntries(meant, rule, steps);
  // Paths and resources exclude each other.
  if (meant === 'nonResourceURLs' && rule.resources.length + rule.namespaces.length > 0) return null;
  if (meant === 'resources' && rule.nonResourceURLs.length > 0) return null;
  const restricted = Object.entries(rule).some(([name, value]) => name === meant && isRestriction(value));
  const what = WITHOUT.get(meant);
  if (restricted || what === undefined) return null;
  if (matchesBoth(rule) && (meant === 'resources' || meant === 'nonResourceURLs')) {
    return 'As it stands, the rule matches resources and paths alike.';
  }
  return `As it stands it is wider: ${what}.`;
}

/** Of the entry that the steps lead to, or of all of the rule's where the field stands beside them. */
function ofEntries(meant: string, { resources }: DecodedRule, steps: Steps): string | null {
  const index = typeof steps[3] === 'number' ? steps[3] : null;
  const entries = index === null ? resources : resources.slice(index, index + 1);
  const free = entries.every((entry) =>
    Object.entries(entry).every(([name, value]) => name !== meant || !isRestriction(value)),
  );
  const what = WITHOUT_IN_ENTRY.get(meant);
  if (!free || entries.length === 0 || what === undefined) return null;
  const sentence = index === null ? `its entries ${what[1]}` : `the entry ${what[0]}`;
  return meant === 'group' ? `As it stands, ${sentence}.` : `As it stands it is wider: ${sentence}.`;
}

function isRestriction(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== '' && value !== undefined;
}

function matchesBoth(rule: DecodedRule): boolean {
  return rule.resources.length + rule.namespaces.length + rule.nonResourceURLs.length === 0;
}

/** Fields that are given twice: the last one counts in YAML; in JSON the second is read into the first. */
export const duplicateFields: Lint = ({ reading }) => {
  const tree = reading.content?.tree;
  const yaml = reading.duplicates.map(({ key, keyStart, isMerged }): Finding => {
    const steps = tree === undefined ? [key] : [...stepsAt(tree, keyStart), key];
    const span = { start: keyStart, end: keyStart + key.length };
    const twice = isMerged ? 'is set here and by a merge (<<)' : 'is set twice';
    return duplicate(steps, span, `${quoted(key)} ${twice}: only the last one counts.`);
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
