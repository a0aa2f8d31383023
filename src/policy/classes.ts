/**
 * Requests by classes: two values are of one class where no rule of a policy can tell them apart. A class is the set
 * of rules that let its values pass, one bit a rule, and the rule that decides on a request is the first bit that
 * the classes of all its values have: some words are compared, however many rules, users and names there are.
 */
import { type Alternative, alternativesOf, NO_REQUEST } from './alternatives.ts';
import { PathEntries, ResourceEntries } from './entries.ts';
import { ruleMatches } from './match.ts';
import { ANY_RULE, type Attributes, type Policy, type PolicyRule } from './policy.ts';

/** The classes under one policy: numbers above 0. New values may come at any time. */
export class PolicyClasses {
  readonly users: ValueClasses;
  readonly verbs: ValueClasses;
  readonly namespaces: ValueClasses;
  readonly names: ValueClasses;
  /** The class of a failed authentication among users; it has no groups. */
  readonly nobody: number;
  /** In the order of the policy, and after them all one of no condition: no rule. */
  private readonly alternatives: readonly Alternative[];
  private readonly ruleOfBit: Int32Array;
  private readonly words: number;
  /** The bits of a class stand from the word on whose place is its number. The first words are of none. */
  private masks: Uint32Array;
  private used: number;
  private readonly groups: ReadonlySet<string>;
  private readonly groupSets = new Map<string, number>();
  private readonly entries: ResourceEntries;
  private readonly paths: PathEntries;
  private readonly objects = new Map<string, number>();

  constructor({ rules }: Policy) {
    this.alternatives = [...rules.flatMap(alternativesOf), ...alternativesOf(ANY_RULE, -1)];
    this.ruleOfBit = Int32Array.from(this.alternatives, ({ rule }) => rule);
    this.words = Math.ceil(this.alternatives.length / 32);
    this.masks = new Uint32Array(64 * this.words);
    this.used = this.words;
    this.users = this.values(
      ({ users }) => users,
      ({ users }) => users,
      (name) => ({ user: { name, groups: [] } }),
    );
    this.nobody = this.add(({ users }) => users, NO_REQUEST);
    this.groups = new Set(rules.flatMap((rule) => rule.userGroups));
    this.verbs = this.values(
      ({ verbs }) => verbs,
      ({ verbs }) => verbs,
      (verb) => ({ verb }),
    );
    this.namespaces = this.values(
      ({ namespaces }) => namespaces,
      ({ namespaces }) => namespaces,
      (namespace) => ({ namespace }),
    );
    this.names = this.values(
      ({ names }) => names,
      ({ resources }) => resources.flatMap((entry) => entry.resourceNames),
      (name) => ({ name }),
    );
    this.entries = new ResourceEntries(rules.flatMap((rule) => rule.resources));
    this.paths = new PathEntries(rules.flatMap((rule) => rule.nonResourceURLs));
  }

  /** The class of a list of groups: those of them count that the policy mentions. */
  groupsClass(groups: readonly string[]): number {
    const mentioned = [...new Set(groups.filter((group) => this.groups.has(group)))].sort();
    return classOf(this.groupSets, JSON.stringify(mentioned), () =>
      this.add((each) => each.groups, { ...NO_REQUEST, user: { name: '', groups: mentioned } }),
    );
  }

  /** The class of what a resource request is about. */
  resourceClass(apiGroup: string, resource: string, subresource: string): number {
    const key = `resource ${this.entries.matching(apiGroup, resource, subresource).join()}`;
    const request = { ...NO_REQUEST, apiGroup, resource, subresource };
    return classOf(this.objects, key, () => this.add(({ object }) => object, request));
  }

  /** The class of what a non-resource request is about. */
  pathClass(path: string): number {
    const key = `path ${this.paths.nearest(path)}`;
    const request = { ...NO_REQUEST, isResource: false, path };
    return classOf(this.objects, key, () => this.add(({ object }) => object, request));
  }

  /**
   * The index of the rule that decides on all requests of these classes; -1 where none matches. `object` is the class
   * of a resource or of a path; with a path namespace and name do not matter.
   */
  ruleOf(user: number, groups: number, verb: number, object: number, namespace: number, name: number): number {
    const { masks } = this;
    // It ends: the last bit, which stands for no rule, is in every class.
    for (let word = 0; ; word++) {
      const bits =
        masks[user + word]! &
        masks[groups + word]! &
        masks[verb + word]! &
        masks[object + word]! &
        masks[namespace + word]! &
        masks[name + word]!;
      if (bits !== 0) return this.ruleOfBit[word * 32 + 31 - Math.clz32(bits & -bits)]!;
    }
  }

  /** The index of the rule that decides on a request; -1 where none matches. As `evaluate` of match.ts gives it. */
  ruleFor({ user, verb, isResource, apiGroup, resource, subresource, namespace, name, path }: Attributes): number {
    return this.ruleOf(
      user === null ? this.nobody : this.users.classOf(user.name),
      this.groupsClass(user?.groups ?? []),
      this.verbs.classOf(verb),
      isResource ? this.resourceClass(apiGroup, resource, subresource) : this.pathClass(path),
      this.namespaces.classOf(namespace),
      this.names.classOf(name),
    );
  }

  /** Classes of values that rules list; `condition` is what looks at them, `request` has nothing but the value. */
  private values(
    condition: (alternative: Alternative) => PolicyRule,
    listOf: (condition: PolicyRule) => readonly string[],
    request: (value: string) => Partial<Attributes>,
  ): ValueClasses {
    return new ValueClasses(
      this.alternatives.map((alternative) => listOf(condition(alternative))),
      (value, lists, like) => this.add(condition, { ...NO_REQUEST, ...request(value) }, lists, like),
    );
  }

  /**
   * A new class: of the alternatives whose condition the request meets. Where only `some` of them can tell it from a
   * class that is there, only those are asked.
   */
  private add(
    condition: (alternative: Alternative) => PolicyRule,
    request: Attributes,
    some: Iterable<number> = this.alternatives.keys(),
    like = 0,
  ): number {
    const place = this.used;
    this.used += this.words;
    if (this.used > this.masks.length) {
      const larger = new Uint32Array(this.masks.length * 2);
      larger.set(this.masks);
      this.masks = larger;
    }
    const { masks } = this;
    masks.copyWithin(place, like, like + this.words);
    for (const at of some) {
      const alternative = this.alternatives[at];
      const bit = 1 << (at & 31);
      if (alternative !== undefined && ruleMatches(condition(alternative), request)) masks[place + (at >> 5)]! |= bit;
      else masks[place + (at >> 5)]! &= ~bit;
    }
    return place;
  }
}

/** Makes the class of a value that these lists hold; `like`: the class of a value that none holds. */
type MakeClass = (value: string, lists?: readonly number[], like?: number) => number;

/** Values by the lists that hold them: those of the same lists are of one class, and so are those of none. */
export class ValueClasses {
  /** The numbers of the lists that hold a value, for each that any holds. */
  readonly listed: ReadonlyMap<string, readonly number[]>;
  /** The class of all others. */
  readonly others: number;
  private readonly classes = new Map<string, number>();
  private readonly make: MakeClass;

  constructor(lists: readonly (readonly string[])[], make: MakeClass) {
    const listed = new Map<string, number[]>();
    let longest = 0;
    for (const [at, list] of lists.entries()) {
      for (const value of list) {
        const known = listed.get(value);
        if (known === undefined) listed.set(value, [at]);
        else if (known.at(-1) !== at) known.push(at);
        longest = Math.max(longest, value.length);
      }
    }
    this.listed = listed;
    this.make = make;
    this.others = make('-'.repeat(longest + 1));
  }

  classOf(value: string): number {
    const lists = this.listed.get(value);
    if (lists === undefined) return this.others;
    return classOf(this.classes, lists.join(), () => this.make(value, lists, this.others));
  }
}

function classOf(classes: Map<string, number>, key: string, make: () => number): number {
  const known = classes.get(key) ?? make();
  classes.set(key, known);
  return known;
}
