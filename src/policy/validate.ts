/**
 * What kube-apiserver's validation says of a decoded policy, in its words and order:
 * pkg/apis/audit/validation/validation.go of k8s.io/apiserver v0.37.2.
 */
import { LEVELS, type Level, STAGES, type Stage } from '../audit/event.ts';
import { goJson, goQuote } from './go-text.ts';
import type { GroupResources, Policy } from './policy.ts';
import type { DecodedPolicy, DecodedRule } from './schema.ts';
import { type KubernetesMinor, SINCE } from './version.ts';

/** One thing that is wrong: where (`rules[0].level`) and what (`Required value`). */
export interface Problem {
  /** As kube-apiserver writes it: it leaves the index of an entry of `resources` out. */
  readonly path: string;
  readonly message: string;
  /** The way to the node that is meant, every index included. */
  readonly steps: Steps;
}
type Steps = readonly (string | number)[];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const SUBDOMAIN_PATTERN = new RegExp(`^${SUBDOMAIN}$`);
const LONGEST_SUBDOMAIN = 253;

/** Every problem of the policy, none where kube-apiserver takes it; an empty list of rules is no problem here. */
export function policyProblems(policy: DecodedPolicy, minor: KubernetesMinor): readonly Problem[] {
  return [
    ...stageProblems('omitStages', ['omitStages'], policy.omitStages),
    ...policy.rules.flatMap((rule, index) => ruleProblems(`rules[${index}]`, ['rules', index], rule, minor)),
  ];
}

/** The problems as the one error they are told in: several stand in brackets (field.ErrorList.ToAggregate). */
export function problemText(problems: readonly Problem[]): string {
  // Aggregates tell the same words once.
  const texts = [...new Set(problems.map(({ path, message }) => `${path}: ${message}`))];
  return texts.length === 1 ? texts.join() : `[${texts.join(', ')}]`;
}

/** The policy, now that its levels and stages are known ones; null where they are not. */
export function validPolicy(decoded: DecodedPolicy): Policy | null {
  const { omitStages, omitManagedFields } = decoded;
  const rules = [];
  for (const rule of decoded.rules) {
    if (!isLevel(rule.level) || !rule.omitStages.every(isStage)) return null;
    rules.push({ ...rule, level: rule.level, omitStages: rule.omitStages });
  }
  return omitStages.every(isStage) ? { rules, omitStages, omitManagedFields } : null;
}

function isLevel(text: string): text is Level {
  return LEVELS.some((level) => level === text);
}

function isStage(text: string): text is Stage {
  return STAGES.some((stage) => stage === text);
}

function ruleProblems(path: string, steps: Steps, rule: DecodedRule, minor: KubernetesMinor): readonly Problem[] {
  const { nonResourceURLs, resources, namespaces } = rule;
  const problems = [
    ...levelProblems(`${path}.level`, [...steps, 'level'], rule.level, minor),
    ...nonResourceURLs.flatMap((url, index) =>
      urlProblems(`${path}.nonResourceURLs[${index}]`, [...steps, 'nonResourceURLs', index], url),
    ),
    ...resources.flatMap((entry, index) =>
      groupResourcesProblems(`${path}.resources`, [...steps, 'resources', index], entry, minor),
    ),
    ...stageProblems(`${path}.omitStages`, [...steps, 'omitStages'], rule.omitStages),
  ];
  if (nonResourceURLs.length > 0 && (resources.length > 0 || namespaces.length > 0)) {
    const why = 'rules cannot apply to both regular resources and non-resource URLs';
    problems.push(
      invalid(`${path}.nonResourceURLs`, [...steps, 'nonResourceURLs'], listText(nonResourceURLs, minor), why),
    );
  }
  return problems;
}

function levelProblems(path: string, steps: Steps, level: string, minor: KubernetesMinor): readonly Problem[] {
  if (level === '') return [{ path, message: 'Required value', steps }];
  if (isLevel(level)) return [];
  const supported = LEVELS.map(goQuote).join(', ');
  const value = minor >= SINCE.jsonValues ? goJson(level) : goQuote(level);
  return [{ path, message: `Unsupported value: ${value}: supported values: ${supported}`, steps }];
}

/** `*` alone is every URL; else a slash in front, and a star only at the end. */
function urlProblems(path: string, steps: Steps, url: string): readonly Problem[] {
  if (url === '*') return [];
  const problems = [];
  if (!url.startsWith('/')) {
    problems.push(invalid(path, steps, goQuote(url), "non-resource URL rules must begin with a '/' character"));
  }
  if (url.slice(0, -1).includes('*')) {
    problems.push(
      invalid(path, steps, goQuote(url), "non-resource URL wildcards '*' must be the final character of the rule"),
    );
  }
  return problems;
}

/** The apiserver gives these paths no index. */
function groupResourcesProblems(
  path: string,
  steps: Steps,
  entry: GroupResources,
  minor: KubernetesMinor,
): readonly Problem[] {
  const problems = [];
  const everyGroup = entry.group === '*' && minor >= SINCE.starGroup;
  if (entry.group !== '' && !everyGroup) {
    const why = subdomainProblems(entry.group);
    if (why.length > 0)
      problems.push(invalid(`${path}.group`, [...steps, 'group'], goQuote(entry.group), why.join(',')));
  }
  if (entry.resourceNames.length > 0 && entry.resources.length === 0) {
    const why = 'using resourceNames requires at least one resource';
    problems.push(
      invalid(`${path}.resourceNames`, [...steps, 'resourceNames'], listText(entry.resourceNames, minor), why),
    );
  }
  return problems;
}

/** Whether a group may be called so. */
export function isSubdomain(name: string): boolean {
  return subdomainProblems(name).length === 0;
}

function subdomainProblems(name: string): readonly string[] {
  const problems = [];
  if (Buffer.byteLength(name) > LONGEST_SUBDOMAIN) {
    problems.push(`must be no more than ${LONGEST_SUBDOMAIN} characters`);
  }
  if (!SUBDOMAIN_PATTERN.test(name)) {
    problems.push(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
        "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
        `'${SUBDOMAIN}')`,
    );
  }
  return problems;
}

function stageProblems(path: string, steps: Steps, stages: readonly string[]): readonly Problem[] {
  return stages.flatMap((stage, index) => {
    if (isStage(stage)) return [];
    const why = `allowed stages are ${STAGES.join(',')}`;
    return [invalid(`${path}[${index}]`, [...steps, index], goQuote(stage), why)];
  });
}

/** A list as it stands in an error. */
function listText(list: readonly string[], minor: KubernetesMinor): string {
  return minor >= SINCE.jsonValues ? goJson(list) : `[]string{${list.map(goQuote).join(', ')}}`;
}

function invalid(path: string, steps: Steps, value: string, why: string): Problem {
  return { path, message: `Invalid value: ${value}: ${why}`, steps };
}
