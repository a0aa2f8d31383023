/** Groups of entries: with a version, misspelt, or `*`, which only newer versions take. */
import { BUILTIN_RESOURCES, REMOVED_RESOURCES } from '../builtin-resources.ts';
import type { Finding } from '../diagnostic.ts';
import { SINCE, versionText } from '../version.ts';
import { type Lint, quoted, TYPOGRAPHIC_QUOTES } from './lint.ts';
import { nearest } from './suggest.ts';

const GROUPS = [...new Set([...BUILTIN_RESOURCES, ...REMOVED_RESOURCES].map(({ group }) => group))].filter(
  (group) => group !== '',
);
/** Words that people have for the group that is written "". */
const CORE_WORDS = ['core', 'v1', 'api', 'legacy', 'api/v1', 'core/v1', '/v1'];

/** Groups that are none, or another than was meant. */
export const groups: Lint = ({ policy, minor }) =>
  policy.rules.flatMap((rule, ruleIndex) =>
    rule.resources.flatMap(({ group }, index): Finding[] => {
      const steps = ['rules', ruleIndex, 'resources', index, 'group'];
      if (group === '*') return [starGroup(steps, minor)];
      const said = groupProblem(group);
      return said === null ? [] : [{ severity: 'warning', check: 'group', steps, ...said }];
    }),
  );

function starGroup(steps: Finding['steps'], minor: number): Finding {
  const since = versionText(SINCE.starGroup);
  const message =
    minor >= SINCE.starGroup
      ? `group "*" is accepted from Kubernetes ${since} on: an older API server refuses this policy and does not start.`
      : `group "*" is accepted from Kubernetes ${since} on; ${versionText(minor)} wants every group named.`;
  return { severity: 'hint', check: 'star-group', steps, message };
}

/** The group that was meant, as far as it can be told: what is wrong with its resources is told of that one. */
export function meantGroup(group: string): string {
  const suggestion = groupProblem(group)?.suggestion ?? null;
  return suggestion === null ? group : suggestion.slice(1, -1);
}

/** What is wrong with a group, in plain words; null where nothing is, or nothing can be said. */
export function groupProblem(group: string): Pick<Finding, 'message' | 'suggestion'> | null {
  if (group === '' || GROUPS.includes(group)) return null;
  if (CORE_WORDS.includes(group)) {
    return { message: `${quoted(group)} is another group than core, whose name is empty.`, suggestion: '""' };
  }
  const bare = group.replace(TYPOGRAPHIC_QUOTES, '');
  if (bare !== group) {
    const message = `${quoted(group)} has typographic quotes in it, which are letters to YAML.`;
    return { message, suggestion: quoted(bare) };
  }
  const versioned = /^(.+?)[/.](v\d+(?:(?:alpha|beta)\d+)?)$/.exec(group);
  const [, name = '', version = ''] = versioned ?? [];
  if (versioned !== null && (group.includes('/') || GROUPS.includes(name))) {
    return {
      message: `A group is written without its version: no request has the group ${quoted(group)}, ${version} is the version.`,
      suggestion: quoted(name),
    };
  }
  const lower = group.trim().toLowerCase();
  if (lower !== group && GROUPS.includes(lower)) {
    return { message: `Groups are in lower case and without spaces.`, suggestion: quoted(lower) };
  }
  // Groups of custom resources have a dot: one without is misspelt. One with a dot may be anybody's.
  const dotted = group.includes('.');
  const byFirstWord = GROUPS.find((known) => known.split('.')[0] === lower);
  const near = (dotted ? null : byFirstWord) ?? nearest(group, GROUPS, dotted ? 0.12 : 0.4);
  if (near === null && dotted) return null;
  const message = dotted
    ? `There is no group ${quoted(group)} in Kubernetes itself.`
    : `There is no group ${quoted(group)}: only Kubernetes' own groups have no dot.`;
  return { message, suggestion: near === null ? null : quoted(near) };
}
