/**
 * A policy over a big index: how long the engine takes until the rule and the drift of every row are known, beside
 * the straightforward evaluation of the same rows, rule by rule.
 */
import { fieldsOf } from '../src/audit/fields.ts';
import { Index } from '../src/engine/index-store.ts';
import { Reload } from '../src/engine/reload.ts';
import { RowVerdicts } from '../src/engine/rules.ts';
import { attributesOf } from '../src/policy/attributes.ts';
import { driftOf } from '../src/policy/drift.ts';
import { evaluate } from '../src/policy/match.ts';
import type { Policy } from '../src/policy/policy.ts';
import { least, median } from './figures.ts';
import { blocks, madeUpPolicy } from './made-up.ts';

const EVENTS = 1_000_000;
const ROUNDS = 9;
/** The straightforward evaluation takes seconds: one of so many rows is evaluated, and the time multiplied. */
const SAMPLED = 10;
/** As the engine takes them between two looks at the clock. */
const STEP_ROWS = 256;

/** Measures, and gives the figures as Markdown. */
export async function measurePolicy(): Promise<string> {
  const { index, sample } = build();
  const policies = [madeUpPolicy(1), madeUpPolicy(2)] as const;
  const fresh: number[] = [];
  const reload: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    new Reload(index, null).finish();
    fresh.push(timed(() => load(index, policies[0])));
    reload.push(timed(() => load(index, policies[1])));
    plain.push(timed(() => straightforward(policies[1], sample)) * SAMPLED);
  }
  const { tables } = index;
  const times = (list: readonly number[]): string =>
    `first ${list[0]?.toFixed(0)} ms; ${median(plain.map((ms, round) => ms / (list[round] ?? 1))).toFixed(0)} times as fast`;
  const row = (what: string, goal: string, list: readonly number[], note: string): string =>
    `| ${what} | ${goal} | ${least(list).toFixed(0)} ms | ${median(list).toFixed(0)} ms | ${note} |`;
  return `${ROUNDS} rounds in turn, in one thread. The events are made up: ${tables.user.size} users, ${tables.groups.dictionary.size} lists
of groups, ${tables.ns.size} namespaces, ${tables.name.size} names, ${tables.resourceParts.length} resources, ${tables.path.size} paths. Loading: until rule and drift of every row are
known, from a policy as it is parsed, whatever was in force before. Rule by rule: \`evaluate\` and \`driftOf\` on the attributes of
one row in ${SAMPLED}, times ${SAMPLED}.

| what | goal | minimum | median | |
|---|---|---|---|---|
${row('loading a policy where none was', '300 ms', fresh, times(fresh))}
${row('loading another one', '300 ms', reload, times(reload))}
${row('rule by rule', '', plain, '')}
`;
}

function build() {
  const index = new Index();
  const sample = [];
  let offset = 0;
  let at = 0;
  for (const block of blocks(EVENTS)) {
    index.add(0, 'made-up.log', offset, block, 'newer');
    offset += block.length;
    for (const line of block.toString().trimEnd().split('\n')) {
      if (at++ % SAMPLED !== 0) continue;
      const fields = fieldsOf(JSON.parse(line));
      if ('bad' in fields) throw new Error(fields.bad);
      sample.push({ attributes: attributesOf(fields), level: fields.level, stage: fields.stage });
    }
  }
  return { index, sample };
}

function load(index: Index, policy: Policy): void {
  const reload = new Reload(index, new RowVerdicts(policy, index.tables));
  while (reload.step(STEP_ROWS));
  reload.finish();
}

function straightforward(policy: Policy, sample: ReturnType<typeof build>['sample']): number {
  let drifting = 0;
  for (const { attributes, level, stage } of sample) {
    if (driftOf(evaluate(policy, attributes), level, stage) !== '') drifting++;
  }
  return drifting;
}

function timed(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
