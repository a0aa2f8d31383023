/**
 * What a policy says of rows, from their columns alone: the rule that decides on each, and how it drifts from what
 * was recorded. Codes become classes of the policy, once a distinct value; the rule of a row is then that of its
 * classes (`policy/classes.ts`).
 */
import { LEVELS, STAGES } from '../audit/event.ts';
import { PolicyClasses } from '../policy/classes.ts';
import { DRIFTS, driftOf } from '../policy/drift.ts';
import { verdictOf } from '../policy/match.ts';
import type { Policy } from '../policy/policy.ts';
import type { CodeArray } from './code-array.ts';
import { ListedClasses, MetClasses } from './code-classes.ts';
import { FLAG, type Segment } from './segment.ts';
import type { Tables } from './tables.ts';

/** A level that is absent, as in the legacy format, is none of the others. */
const LEVEL_NAMES = [...LEVELS, ''];
/** The known ones, and any other. */
const LEVEL_KINDS = LEVEL_NAMES.length + 1;
const STAGE_KINDS = STAGES.length + 1;

/** One policy over the dictionaries of an index, which may grow. */
export class RowVerdicts {
  readonly policy: Policy;
  private readonly classes: PolicyClasses;
  private readonly users: ListedClasses;
  private readonly groups: MetClasses;
  private readonly verbs: ListedClasses;
  private readonly resources: MetClasses;
  private readonly paths: MetClasses;
  private readonly namespaces: ListedClasses;
  private readonly names: ListedClasses;
  private readonly levels: ListedClasses;
  private readonly stages: ListedClasses;
  /** The drift code by rule + 1, kind of level and kind of stage. */
  private readonly driftCodes: Uint8Array;

  constructor(policy: Policy, tables: Tables) {
    const classes = new PolicyClasses(policy);
    this.policy = policy;
    this.classes = classes;
    this.users = new ListedClasses(tables.user, classes.users);
    this.groups = new MetClasses(
      () => tables.groups.dictionary.size,
      (code) => classes.groupsClass(tables.groups.items(code)),
    );
    this.verbs = new ListedClasses(tables.verb, classes.verbs);
    this.resources = new MetClasses(
      () => tables.resourceParts.length,
      (code) => {
        const { apiGroup, resource, subresource } = tables.resourceParts[code]!;
        return classes.resourceClass(apiGroup, resource, subresource);
      },
    );
    this.paths = new MetClasses(
      () => tables.path.size,
      (code) => classes.pathClass(tables.path.texts[code]!),
    );
    this.namespaces = new ListedClasses(tables.ns, classes.namespaces);
    this.names = new ListedClasses(tables.name, classes.names);
    this.levels = new ListedClasses(tables.level, kinds(LEVEL_NAMES));
    this.stages = new ListedClasses(tables.stage, kinds(STAGES));
    this.driftCodes = driftTable(policy);
  }

  /** Writes what `fillColumns` does into the segment's own columns. */
  fill(segment: Segment, from: number, to: number): number {
    segment.widenPolicyColumns(this.mostRule);
    return this.fillColumns(segment, from, to, segment.codes.rule, segment.codes.drift);
  }

  /** The greatest code of a rule. */
  get mostRule(): number {
    return this.policy.rules.length + 1;
  }

  /**
   * Writes the codes of rows `[from, to)` into columns of rules (1 where none matches, i + 2 for rule i) and drifts
   * (0 for none, i + 1 for DRIFTS[i]), and gives the number of rows that drift.
   */
  fillColumns(segment: Segment, from: number, to: number, rules: CodeArray, drifts: CodeArray): number {
    const { flags, odd } = segment;
    const { user, groups, verb, resource, path, ns, name, level, stage } = segment.codes;
    const { classes, driftCodes } = this;
    const { nobody } = classes;
    const users = this.users.current();
    const groupLists = this.groups.current();
    const verbs = this.verbs.current();
    const resources = this.resources.current();
    const paths = this.paths.current();
    const namespaces = this.namespaces.current();
    const names = this.names.current();
    const levels = this.levels.current();
    const stages = this.stages.current();
    let drifting = 0;
    for (let row = from; row < to; row++) {
      const flag = flags[row]!;
      let nsCode = ns[row]!;
      let nameCode = name[row]!;
      if ((flag & (FLAG.nsFromBody | FLAG.nameFromBody | FLAG.odd)) !== 0) {
        const seen = (flag & FLAG.odd) === 0 ? undefined : odd.get(row);
        nsCode = seen?.ns ?? ((flag & FLAG.nsFromBody) === 0 ? nsCode : 0);
        nameCode = seen?.name ?? ((flag & FLAG.nameFromBody) === 0 ? nameCode : 0);
      }
      const rule =
        classes.ruleOf(
          (flag & FLAG.user) === 0 ? nobody : users[user[row]!]!,
          groupLists[groups[row]!] || this.groups.meet(groups[row]!),
          verbs[verb[row]!]!,
          (flag & FLAG.resource) === 0
            ? paths[path[row]!] || this.paths.meet(path[row]!)
            : resources[resource[row]!] || this.resources.meet(resource[row]!),
          namespaces[nsCode]!,
          names[nameCode]!,
        ) + 1;
      const drift = driftCodes[(rule * LEVEL_KINDS + levels[level[row]!]!) * STAGE_KINDS + stages[stage[row]!]!]!;
      rules[row] = rule + 1;
      drifts[row] = drift;
      drifting += drift === 0 ? 0 : 1;
    }
    return drifting;
  }
}

/** A name by its place in a list; all others are the one after the last. */
function kinds(list: readonly string[]) {
  return { listed: new Set(list), others: list.length, classOf: (name: string) => list.indexOf(name) };
}

/** Stands for every level and stage that Kubernetes does not have. */
const UNKNOWN = 'unknown';

function driftTable(policy: Policy): Uint8Array {
  const table = new Uint8Array((policy.rules.length + 1) * LEVEL_KINDS * STAGE_KINDS);
  let at = 0;
  for (let rule = -1; rule < policy.rules.length; rule++) {
    const verdict = verdictOf(policy, rule);
    for (const level of [...LEVEL_NAMES, UNKNOWN]) {
      for (const stage of [...STAGES, UNKNOWN]) {
        const drift = driftOf(verdict, level, stage);
        table[at++] = drift === '' ? 0 : DRIFTS.indexOf(drift) + 1;
      }
    }
  }
  return table;
}
