import { describe, expect, test } from 'vitest';
import { resourceName } from '../../src/audit/event.ts';
import { BUILTIN_RESOURCES, type BuiltinResource, REMOVED_RESOURCES } from '../../src/policy/builtin-resources.ts';
import { goldenSets } from '../support/shared.ts';
import { goldenEvents } from './golden-set.ts';

const ALL: readonly BuiltinResource[] = [...BUILTIN_RESOURCES, ...REMOVED_RESOURCES];

const nameOf = ({ group, resource }: BuiltinResource): string => `${group}/${resource}`;
/** Aggregated and custom resources live in groups of their own. */
const GROUPS = new Set(ALL.map(({ group }) => group));

/** `deployments.apps/scale`, as the table has it. */
function isListed(group: string, resource: string, subresource: string): boolean {
  const found = ALL.find((each) => each.group === group && each.resource === resource);
  return found !== undefined && (subresource === '' || found.subresources.includes(subresource));
}

test('each resource of a group is there once', () => {
  const names = ALL.map(nameOf);
  expect(names).toEqual([...new Set(names)]);
});

test('a short name means one resource of what is served, but for events, which two groups serve', () => {
  const resources = new Map<string, Set<string>>();
  for (const { resource, shortNames } of BUILTIN_RESOURCES) {
    for (const name of shortNames) resources.set(name, (resources.get(name) ?? new Set()).add(resource));
  }
  for (const [name, meant] of resources) expect([name, [...meant]]).toEqual([name, [expect.any(String)]]);
  expect(resources.get('ev')).toEqual(new Set(['events']));
});

test.each(ALL)('$group $resource is written as the apiserver writes it', ({ group, resource, kind, ...names }) => {
  expect(group).toMatch(/^$|^[a-z0-9]+(?:\.[a-z0-9]+)*$/);
  expect(kind).toMatch(/^[A-Z][A-Za-z]+$/);
  // English plurals, save the words that are plurals already.
  const plurals = [`${kind}s`, `${kind}es`, kind.replace(/y$/, 'ies'), kind].map((plural) => plural.toLowerCase());
  expect(plurals).toContain(resource);
  for (const name of [...names.shortNames, ...names.subresources]) expect(name).toMatch(/^[a-z]+$/);
  expect([...names.subresources].sort()).toEqual(names.subresources);
});

test.each([
  ['', 'pods', 'ephemeralcontainers'],
  ['', 'serviceaccounts', 'token'],
  ['apps', 'statefulsets', 'scale'],
  ['apiextensions.k8s.io', 'customresourcedefinitions', 'status'],
  ['apiregistration.k8s.io', 'apiservices', ''],
  ['resource.k8s.io', 'resourceclaims', 'status'],
  ['extensions', 'ingresses', ''],
])('%s %s/%s is known', (group, resource, subresource) => {
  expect(isListed(group, resource, subresource)).toBe(true);
});

describe.each(goldenSets())('$title', (set) => {
  test('every resource that a request succeeded on is known, where its group is', () => {
    const missing = goldenEvents(set)
      .filter(({ resource, code }) => resource !== '' && code >= 200 && code <= 299)
      .filter(({ apiGroup, resource, subresource }) => {
        return GROUPS.has(apiGroup) && !isListed(apiGroup, resource, subresource);
      })
      .map(({ apiGroup, resource, subresource }) => `${apiGroup} ${resourceName(resource, subresource)}`);
    expect(missing).toEqual([]);
  });
});
