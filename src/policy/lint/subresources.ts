/** Subresources that a resource, or no resource of a group, has. */
import { listed, quoted } from './lint.ts';
import { groupName, KNOWN, type Said, SERVED_GROUPS } from './served.ts';
import { nearest } from './suggest.ts';

const EVERY_SUBRESOURCE = subresourcesOf('*');

/** Of `pods/logs`: the resource is known to be right, or nothing can be said of it. */
export function subresourceProblem(group: string, resource: string, subresource: string | undefined): Said | null {
  if (subresource === undefined || subresource === '*') return null;
  const owners = KNOWN.filter((known) => known.resource === resource && (group === '*' || known.group === group));
  if (owners.length === 0) return miswritten(resource, subresource, EVERY_SUBRESOURCE);
  const known = owners.flatMap(({ subresources }) => subresources);
  if (known.includes(subresource)) return null;
  const near = nearest(subresource, known);
  const has = known.length === 0 ? 'no subresources' : `the subresources ${listed([...new Set(known)])}`;
  const message = `${resource} have no subresource ${quoted(subresource)}: they have ${has}.`;
  const suggestion = near === null ? null : quoted(`${resource}/${near}`);
  return { severity: near === null ? 'hint' : 'warning', message, suggestion };
}

/**
 * Of `*` + `/logs`. Groups that Kubernetes does not serve itself, `*` with them, may have subresources of any name:
 * there a name is only doubted where it looks like a known one.
 */
export function anySubresourceProblem(group: string, subresource: string): Said | null {
  const isServed = SERVED_GROUPS.has(group);
  const known = isServed ? subresourcesOf(group) : EVERY_SUBRESOURCE;
  if (known.includes(subresource)) return null;
  const wrong = miswritten('*', subresource, known);
  if (wrong !== null) return wrong;
  const plural = known.find((name) => [`${name}s`, `${name}es`].includes(subresource));
  if (!isServed) {
    const near = group === '*' ? (plural ?? nearest(subresource, known, 0.3)) : null;
    if (near === null) return null;
    const message = `No resource of Kubernetes itself has a subresource ${quoted(subresource)}.`;
    return { severity: 'warning', message, suggestion: quoted(`*/${near}`) };
  }
  if (plural !== undefined) {
    const message = `${quoted(`*/${subresource}`)} never matches: the subresource is ${quoted(plural)}.`;
    return { severity: 'warning', message, suggestion: quoted(`*/${plural}`) };
  }
  const message = `No resource of ${groupName(group)} has a subresource ${quoted(subresource)}, as far as Kubernetes itself serves it`;
  const homes = [...new Set(KNOWN.filter((each) => each.subresources.includes(subresource)).map((each) => each.group))];
  const [home] = homes;
  if (home !== undefined && homes.length === 1) {
    const suggestion = `group: ${quoted(home)}, resources: [${quoted(`*/${subresource}`)}]`;
    return { severity: 'warning', message: `${message}: ${groupName(home)} has.`, suggestion };
  }
  const near = nearest(subresource, known);
  const suggestion = near === null ? null : quoted(`*/${near}`);
  return { severity: near === null ? 'hint' : 'warning', message: `${message}.`, suggestion };
}

/** What is not in lower case: no API has such a subresource. */
function miswritten(resource: string, subresource: string, known: readonly string[]): Said | null {
  const lower = subresource.toLowerCase();
  if (lower === subresource) return null;
  const meant = known.find((name) => [name, `${name}s`, `${name}es`].includes(lower)) ?? lower;
  const message = `${quoted(`${resource}/${subresource}`)} never matches: subresources are in lower case.`;
  return { severity: 'warning', message, suggestion: quoted(`${resource}/${meant}`) };
}

function subresourcesOf(group: string): readonly string[] {
  const all = KNOWN.filter((known) => group === '*' || known.group === group).flatMap((known) => known.subresources);
  return [...new Set(all)];
}
