/** Resource strings that match nothing: wildcards in the wrong place, kinds and short names, the wrong group. */
import { BUILTIN_RESOURCES, type BuiltinResource } from '../builtin-resources.ts';
import { isDeadSpec } from '../cover.ts';
import type { Finding } from '../diagnostic.ts';
import { meantGroup } from './groups.ts';
import { isWord, type Lint, listed, quoted, type Value, valuesOf } from './lint.ts';
import { groupName, KNOWN, type Said, SERVED_GROUPS } from './served.ts';
import { anySubresourceProblem, subresourceProblem } from './subresources.ts';
import { nearest } from './suggest.ts';

/** Strings of `resources` that no request matches by their form. */
export const deadSpecs: Lint = ({ policy }) =>
  specsOf(policy).flatMap(({ text, steps }): Finding[] =>
    isDeadSpec(text) ? [{ severity: 'warning', check: 'dead-resource', steps, ...deadSpec(text) }] : [],
  );

function deadSpec(spec: string): Pick<Finding, 'message' | 'suggestion'> {
  if (spec === '') return { message: 'An empty string matches no resource.' };
  const forms = 'A wildcard stands for a whole word: "*", "pods/*" or "*/log".';
  if (/^\*+(?:\/\*+)*$/.test(spec)) {
    const message = `${quoted(spec)} matches nothing: "*" alone is every resource with its subresources.`;
    return { message, suggestion: '"*"' };
  }
  if (spec.endsWith('/')) {
    const resource = spec.replace(/\/+$/, '');
    return {
      message: `${quoted(spec)} matches nothing: there is no subresource without a name.`,
      suggestion: quoted(resource),
    };
  }
  if (spec.startsWith('/')) return { message: `${quoted(spec)} matches nothing: there is no resource without a name.` };
  if (spec.includes('*')) return { message: `${quoted(spec)} matches nothing. ${forms}` };
  return { message: `${quoted(spec)} matches nothing: a subresource is one word, as in "pods/log".` };
}

/** Resources that the entry's group does not have, as far as Kubernetes itself serves them. */
export const unknownResources: Lint = ({ policy }) =>
  specsOf(policy).flatMap(({ text, entry, steps }): Finding[] => {
    const [resource = '', subresource] = text.trim().split('/');
    if (isDeadSpec(text) || entry === null || text.trim() === '*') return [];
    const group = meantGroup(entry.group);
    const ofAny = resource === '*' && subresource !== undefined;
    const said = ofAny
      ? anySubresourceProblem(group, subresource)
      : (resourceProblem(group, resource, subresource) ?? subresourceProblem(group, resource, subresource));
    return said === null ? [] : [{ check: 'unknown-resource', steps, ...said }];
  });

function specsOf(policy: Parameters<typeof valuesOf>[0]): readonly Value[] {
  return valuesOf(policy).filter(({ field, text }) => field === 'resources' && isWord(text));
}

function resourceProblem(group: string, resource: string, subresource: string | undefined): Said | null {
  const everyGroup = group === '*';
  /** A corrected resource keeps its subresource. */
  const tail = subresource === undefined ? '' : `/${subresource.toLowerCase()}`;
  const withGroup = writtenWithGroup(group, resource, subresource);
  if (withGroup !== null) return withGroup;
  // Groups that Kubernetes does not serve itself hold what anybody defined.
  if (!everyGroup && !SERVED_GROUPS.has(group)) return unknownGroup(resource, tail);
  const inGroup = KNOWN.filter((known) => everyGroup || known.group === group);
  if (inGroup.some((known) => known.resource === resource)) return null;
  const meant = inGroup.find((known) => isOtherName(known, resource));
  if (meant !== undefined) {
    const message = `${quoted(resource)} never matches: ${whatItIs(meant, resource)}.`;
    return { severity: 'warning', message, suggestion: quoted(meant.resource + tail) };
  }
  if (everyGroup) return unknownGroup(resource, tail);
  const elsewhere = BUILTIN_RESOURCES.filter((known) => known.resource === resource || isOtherName(known, resource));
  const [first] = elsewhere;
  if (first !== undefined) {
    const homes = listed(
      elsewhere.map((known) => groupName(known.group)),
      'or',
    );
    const message =
      first.resource === resource
        ? `${groupName(group)} has no ${resource}: they are in ${homes}.`
        : `${quoted(resource)} never matches: ${whatItIs(first, resource)}, in ${homes}.`;
    return { severity: 'warning', message, suggestion: inOtherGroup(first.group, first.resource + tail) };
  }
  const near = nearest(
    resource,
    inGroup.map((known) => known.resource),
    0.3,
  );
  const message = `${groupName(group)} has no resource ${quoted(resource)}, as far as Kubernetes itself serves it.`;
  return near === null
    ? { severity: 'hint', message }
    : { severity: 'warning', message, suggestion: quoted(near + tail) };
}

function inOtherGroup(group: string, resource: string): string {
  return `group: ${quoted(group)}, resources: [${quoted(resource)}]`;
}

/** `deployments.apps` and `apps/deployments`, as kubectl and paths write them. */
function writtenWithGroup(group: string, resource: string, subresource: string | undefined): Said | null {
  const [name = '', ...rest] = resource.split('.');
  const [written, home] = rest.length > 0 ? [name, rest.join('.')] : [subresource ?? '', resource];
  const found = BUILTIN_RESOURCES.find((known) => known.resource === written && known.group === home && home !== '');
  if (found === undefined) return null;
  const tail = rest.length > 0 && subresource !== undefined ? `/${subresource}` : '';
  const whole = rest.length > 0 || subresource === undefined ? resource : `${resource}/${subresource}`;
  const message = `${quoted(whole)} never matches: the group stands in "group" alone.`;
  const isHere = group === home || group === '*';
  const suggestion = isHere ? quoted(written + tail) : inOtherGroup(home, written + tail);
  return { severity: 'warning', message, suggestion };
}

/** Of a resource that anybody may have defined only the letters can be judged. */
function unknownGroup(resource: string, tail: string): Said | null {
  const lower = resource.toLowerCase();
  if (resource === lower) return null;
  const message = `${quoted(resource)} never matches: resources are written in lower case and the plural.`;
  const plural = lower.endsWith('s') ? lower : lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`;
  return { severity: 'warning', message, suggestion: quoted(plural + tail) };
}

function whatItIs(meant: BuiltinResource, written: string): string {
  const plural = `the resource is ${quoted(meant.resource)}`;
  if (meant.shortNames.includes(written)) return `it is a short name of kubectl's, ${plural}`;
  if (meant.kind === written) return `it is the kind, ${plural}`;
  return written === written.toLowerCase()
    ? `policies have the plural, ${plural}`
    : `resources are in lower case, ${plural}`;
}

/** Whether people call a resource so: by its kind, its short names, in the singular, in another case. */
function isOtherName(known: BuiltinResource, written: string): boolean {
  const lower = written.toLowerCase();
  return known.resource === lower || known.kind.toLowerCase() === lower || known.shortNames.includes(lower);
}
