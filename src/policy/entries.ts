/** Which entries of a policy match a resource or a path, without a look at each of them. */
import { resourceName } from '../audit/event.ts';
import type { GroupResources } from './policy.ts';

/** Which of a policy's resource entries mean a resource, asked by table: a log may name any number of resources. */
export class ResourceEntries {
  /** Of each group its specs with a number each; `whole` is the number of an entry without specs, 0 for none. */
  private readonly groups = new Map<string, { whole: number; readonly specs: Map<string, number> }>();
  private count = 0;

  constructor(entries: readonly GroupResources[]) {
    for (const { group, resources } of entries) {
      const known = this.groups.get(group) ?? { whole: 0, specs: new Map<string, number>() };
      this.groups.set(group, known);
      if (resources.length === 0) known.whole ||= ++this.count;
      for (const spec of resources) if (!known.specs.has(spec)) known.specs.set(spec, ++this.count);
    }
  }

  /** The numbers of what matches, in one order for all. */
  matching(apiGroup: string, resource: string, subresource: string): readonly number[] {
    // The forms that `resourceMatches` of match.ts compares a spec with.
    const forms = new Set(['*', resourceName(resource, subresource), `${resource}/*`]);
    if (subresource !== '') forms.add(`*/${subresource}`);
    const found: number[] = [];
    for (const group of new Set([apiGroup, '*'])) {
      const known = this.groups.get(group);
      if (known === undefined) continue;
      if (known.whole > 0) found.push(known.whole);
      for (const form of forms) {
        const number = known.specs.get(form);
        if (number !== undefined) found.push(number);
      }
    }
    return found.sort((a, b) => a - b);
  }
}

/** Which of a policy's nonResourceURLs match a path. A log may hold any number of paths, and a policy of URLs. */
export class PathEntries {
  private readonly whole: ReadonlySet<string>;
  private readonly prefixes: ReadonlySet<string>;
  /** Longest first. */
  private readonly lengths: readonly number[];

  constructor(specs: readonly string[]) {
    this.whole = new Set(specs);
    // As `pathMatches` of match.ts reads them; `*` alone is the prefix ''.
    this.prefixes = new Set(specs.filter((spec) => spec.endsWith('*')).map((spec) => spec.replace(/\*+$/, '')));
    this.lengths = [...new Set([...this.prefixes].map(({ length }) => length))].sort((a, b) => b - a);
  }

  /** The spec that is the path itself, else the longest that begins it: all shorter ones that match begin that one. */
  nearest(path: string): string {
    if (this.whole.has(path)) return `is ${path}`;
    for (const length of this.lengths) {
      if (length <= path.length && this.prefixes.has(path.slice(0, length)))
        return `begins with ${path.slice(0, length)}`;
    }
    return 'other';
  }
}
