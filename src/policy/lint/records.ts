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
    const whose = own && policy.omitStages.length > 0 ? " together with the policy's" : own ? '' : ' of the policy';
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
interface Frequent {
  readonly name: string;
  readonly verbs: readonly string[];
  targetsOf(rule: DecodedRule): readonly Piece['target'][];
}
const FREQUENT: readonly Frequent[] = [
  { name: 'leases', verbs: RESOURCE_READS, targetsOf: () => [aboutAny('coordination.k8s.io', 'leases')] },
  {
    name: 'events',
    verbs: RESOURCE_READS,
    targetsOf: () => [aboutAny('', 'events'), aboutAny('events.k8s.io', 'events')],
  },
  { name: 'health checks', verbs: ['get'], targetsOf: healthChecks },
];

/** The health checks themselves, and what a rule names beneath them: `/livez/ping`, `/readyz/*`. */
function healthChecks({ nonResourceURLs }: DecodedRule): readonly Piece['target'][] {
  const beneath = nonResourceURLs.filter((spec) => /^\/(?:healthz|livez|readyz)\//.test(spec));
  return ['/healthz', '/livez', '/readyz', ...beneath].map((spec) => ({ kind: 'path', spec }));
}

/**
 * The part of a rule that is about those who read by the thousand: everybody, or components and their groups, in any
 * namespace or those of Kubernetes itself. Null where it is about people, or about somebody's namespace.
 */
function partForMany(rule: DecodedRule, namesIt: boolean): DecodedRule | null {
  const users = rule.users.filter(isComponent);
  const userGroups = rule.userGroups.filter(isLargeGroup);
  // Whoever writes `events` into a rule for his namespace records all reads of them there.
  const namespaces = rule.namespaces.filter((namespace) => namesIt || namespace.startsWith('kube-'));
  const emptied =
    (rule.users.length > 0 && users.length === 0) ||
    (rule.userGroups.length > 0 && userGroups.length === 0) ||
    (rule.namespaces.length > 0 && namespaces.length === 0);
  return emptied ? null : { ...rule, users, userGroups, namespaces };
}

function isComponent(user: string): boolean {
  return (user.startsWith('system:') && user !== 'system:admin') || /^kube(?:let|-[a-z-]+)$/.test(user);
}

function isLargeGroup(group: string): boolean {
  return /^system:(?:authenticated|unauthenticated|nodes|monitoring|serviceaccounts(?::.+)?)$/.test(group);
}

function isNamed({ resources }: DecodedRule, target: Piece['target']): boolean {
  if (target.kind === 'path') return true;
  const { apiGroup, spec } = target;
  // The groups of leases and of events hold little else.
  const isWhole = (names: readonly string[]): boolean => names.length === 0 && apiGroup !== '';
  return resources.some(
    (entry) => entry.group === apiGroup && (entry.resources.includes(spec) || isWhole(entry.resources)),
  );
}

/** Reads that come by the thousand and say little, recorded for many. */
export const volume: Lint = ({ policy }) =>
  policy.rules.flatMap((rule, index): Finding[] => {
    if (!recordsAtLeast(policy, rule, 'Metadata')) return [];
    const earlier = policy.rules.slice(0, index);
    const recorded = FREQUENT.flatMap(({ name, targetsOf, verbs }) => {
      const reached = (before: readonly DecodedRule[]): readonly Piece['target'][] =>
        targetsOf(rule).filter((target) => {
          const part = partForMany(rule, isNamed(rule, target));
          return part !== null && reaches(before, part, target, verbs);
        });
      const left = reached(earlier);
      if (left.length === 0) return [];
      // Where rules before took some of them, it is told which are left.
      return left.length === reached([]).length ? [name] : [`${name} (${listed(left.map(targetName))})`];
    });
    if (recorded.length === 0) return [];
    const message = `${ruleName(index)} records reads of ${listed(recorded)}: they are frequent and say little. A rule at level None before it keeps the log small.`;
    return [{ severity: 'hint', check: 'volume', steps: ['rules', index, 'level'], message }];
  });

function targetName(target: Piece['target']): string {
  return target.kind === 'path' ? target.spec : target.apiGroup === '' ? 'of the core group' : `of ${target.apiGroup}`;
}

function recordsAtLeast(policy: DecodedPolicy, rule: DecodedRule, least: Level): boolean {
  const enough = levelOrder(rule.level) >= levelOrder(least);
  return enough && stagesLeft(policy, rule).some((stage) => stage !== 'Panic');
}

function aboutAny(apiGroup: string, spec: string): Piece['target'] {
  return { kind: 'resource', namespace: null, apiGroup, spec, name: null };
}
