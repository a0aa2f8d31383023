/** What a policy would write into the log: nothing at all, credentials, or a flood. */
import { type Level, levelOrder, STAGES } from '../../audit/event.ts';
import { type Piece, reaches } from '../cover.ts';
import type { Finding } from '../diagnostic.ts';
import type { DecodedPolicy, DecodedRule } from '../schema.ts';
import { type Lint, listed, ruleName } from './lint.ts';

/** omitStages, the policy's and the rule's together, that leave no stage, or only Panic. */
export const nothingLeft: Lint = ({ policy }) =>
  policy.rules.flatMap((rule, index): Finding[] => {
    if (rule.level === 'None') return [];
    const left = stagesLeft(policy, rule);
    const own = STAGES.some((stage) => rule.omitStages.includes(stage));
    const steps = own ? ['rules', index, 'omitStages'] : ['rules', index];
    const finding = { check: 'no-stage-left', steps } as const;
    const whose = own && policy.omitStages.length > 0 ? ' together with the policy’s' : own ? '' : ' of the policy';
    if (left.length === 0) {
      const message = `omitStages${whose} leaves no stage: ${ruleName(index)} records nothing, whatever its level. Level None says so.`;
      return [{ ...finding, severity: 'warning', message }];
    }
    if (left.length > 1 || left[0] !== 'Panic') return [];
    const message = `omitStages${whose} leaves only Panic: ${ruleName(index)} records a request only where the API server panics.`;
    return [{ ...finding, severity: 'hint', message }];
  });

function stagesLeft(policy: DecodedPolicy, rule: DecodedRule): readonly string[] {
  const omitted = [...policy.omitStages, ...rule.omitStages];
  return STAGES.filter((stage) => !omitted.includes(stage));
}

interface Sensitive {
  readonly name: string;
  readonly apiGroup: string;
  readonly spec: string;
  /** Verbs whose requests carry it, and those whose responses do. */
  readonly requests: readonly string[];
  readonly responses: readonly string[];
}

const WRITES = ['create', 'update', 'patch'];
const READS = ['get', 'list', 'delete', 'deletecollection'];

/** Whose bodies hold credentials. */
const SENSITIVE: readonly Sensitive[] = [
  { name: 'secrets', apiGroup: '', spec: 'secrets', requests: WRITES, responses: READS },
  { name: 'configmaps', apiGroup: '', spec: 'configmaps', requests: WRITES, responses: READS },
  {
    name: 'tokenreviews',
    apiGroup: 'authentication.k8s.io',
    spec: 'tokenreviews',
    requests: ['create'],
    responses: [],
  },
  { name: 'serviceaccounts/token', apiGroup: '', spec: 'serviceaccounts/token', requests: ['create'], responses: [] },
];

/** Bodies with credentials that a rule records. */
export const credentials: Lint = ({ policy }) =>
  policy.rules.flatMap((rule, index): Finding[] => {
    if (!recordsAtLeast(policy, rule, 'Request')) return [];
    const earlier = policy.rules.slice(0, index);
    const recorded = SENSITIVE.filter(({ apiGroup, spec, requests, responses }) => {
      const verbs = rule.level === 'RequestResponse' ? [...requests, ...responses] : requests;
      return reaches(earlier, rule, aboutAny(apiGroup, spec), verbs);
    });
    if (recorded.length === 0) return [];
    const names = listed(recorded.map(({ name }) => name));
    const message = `${ruleName(index)} records the bodies of ${names} (level ${rule.level}), which may hold passwords, keys and tokens. A rule at Metadata before it keeps them out.`;
    return [{ severity: 'warning', check: 'credentials', steps: placeOf(rule, index, recorded), message }];
  });

/** Where the rule first names one of the resources; its level where it names none. */
function placeOf(rule: DecodedRule, index: number, recorded: readonly Sensitive[]): readonly (string | number)[] {
  const places = recorded.flatMap(({ apiGroup, spec }) =>
    rule.resources.flatMap((entry, at) => {
      const found = entry.group === apiGroup ? entry.resources.indexOf(spec) : -1;
      return found < 0 ? [] : [['rules', index, 'resources', at, 'resources', found]];
    }),
  );
  return places[0] ?? ['rules', index, 'level'];
}

const RESOURCE_READS = ['get', 'list', 'watch'];
const FREQUENT: readonly { readonly name: string; readonly targets: readonly Piece['target'][] }[] = [
  { name: 'leases', targets: [aboutAny('coordination.k8s.io', 'leases')] },
  { name: 'events', targets: [aboutAny('', 'events'), aboutAny('events.k8s.io', 'events')] },
  {
    name: 'health checks',
    targets: ['/healthz', '/livez', '/readyz'].map((spec) => ({ kind: 'path', spec })),
  },
];

/** Whether a rule is about everybody, or about the components that do most of the reading. */
function isForMany({ users, userGroups, namespaces }: DecodedRule): boolean {
  const components = [...users, ...userGroups].some((name) => name.startsWith('system:'));
  const theirs = namespaces.some((namespace) => namespace.startsWith('kube-'));
  return (users.length + userGroups.length === 0 || components) && (namespaces.length === 0 || theirs);
}

/** Reads that come by the thousand and say little, recorded for many. */
export const volume: Lint = ({ policy }) =>
  policy.rules.flatMap((rule, index): Finding[] => {
    if (!isForMany(rule) || !recordsAtLeast(policy, rule, 'Metadata')) return [];
    const earlier = policy.rules.slice(0, index);
    const recorded = FREQUENT.filter(({ targets }) =>
      targets.some((target) => reaches(earlier, rule, target, target.kind === 'path' ? ['get'] : RESOURCE_READS)),
    );
    if (recorded.length === 0) return [];
    const names = listed(recorded.map(({ name }) => name));
    const message = `${ruleName(index)} records reads of ${names}: they are frequent and say little. A rule at level None before it keeps the log small.`;
    return [{ severity: 'hint', check: 'volume', steps: ['rules', index, 'level'], message }];
  });

function recordsAtLeast(policy: DecodedPolicy, rule: DecodedRule, least: Level): boolean {
  const enough = levelOrder(rule.level) >= levelOrder(least);
  return enough && stagesLeft(policy, rule).some((stage) => stage !== 'Panic');
}

function aboutAny(apiGroup: string, spec: string): Piece['target'] {
  return { kind: 'resource', namespace: null, apiGroup, spec, name: null };
}
