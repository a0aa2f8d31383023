/** The rule of each row: the policy is evaluated once a distinct tuple of what it looks at, not once an event. */
import { evaluate } from '../policy/match.ts';
import type { Policy } from '../policy/policy.ts';
import { FLAG, type Segment } from './segment.ts';
import type { Tables } from './tables.ts';

/** A function giving the code of the rule column for a row: 1 where no rule matches, i + 2 for rule i. */
export function ruleEvaluator(policy: Policy, tables: Tables): (segment: Segment, row: number) => number {
  const intern = [pairIntern(), pairIntern(), pairIntern(), pairIntern()] as const;
  const known = new Map<number, number>();
  const namesMatter = policy.rules.some((rule) => rule.resources.some((group) => group.resourceNames.length > 0));
  return (segment, row) => {
    const { codes } = segment;
    const flags = segment.flags[row]!;
    const odd = (flags & FLAG.odd) === 0 ? undefined : segment.odd.get(row);
    const ns = odd?.ns ?? ((flags & FLAG.nsFromBody) === 0 ? codes.ns[row]! : 0);
    const name = odd?.name ?? ((flags & FLAG.nameFromBody) === 0 ? codes.name[row]! : 0);
    const kind = flags & (FLAG.resource | FLAG.user);
    const object = (flags & FLAG.resource) === 0 ? codes.path[row]! : codes.resource[row]!;
    const who = intern[0](codes.user[row]!, codes.groups[row]!);
    const where = intern[1](ns, namesMatter ? name : 0);
    const what = intern[2](object, codes.verb[row]! * 4 + kind);
    const tuple = intern[3](who, where) * 0x400_0000 + what;
    const found = known.get(tuple);
    if (found !== undefined) return found;
    const parts = tables.resourceParts[(flags & FLAG.resource) === 0 ? 0 : codes.resource[row]!]!;
    const verdict = evaluate(policy, {
      user:
        (flags & FLAG.user) === 0
          ? null
          : { name: tables.user.texts[codes.user[row]!]!, groups: tables.groups.items(codes.groups[row]!) },
      verb: tables.verb.texts[codes.verb[row]!]!,
      isResource: (flags & FLAG.resource) !== 0,
      ...parts,
      namespace: tables.ns.texts[ns]!,
      name: tables.name.texts[name]!,
      path: tables.path.texts[codes.path[row]!]!,
    });
    known.set(tuple, verdict.ruleIndex + 2);
    return verdict.ruleIndex + 2;
  };
}

/** Two numbers to one: the same pair gives the same number, counting from 0. */
function pairIntern(): (a: number, b: number) => number {
  const ids = new Map<number, number>();
  return (a, b) => {
    const key = a * 0x400_0000 + b; // both stay under 2^26: they count distinct values
    let id = ids.get(key);
    if (id === undefined) {
      id = ids.size;
      ids.set(key, id);
    }
    return id;
  };
}
