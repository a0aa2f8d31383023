/** Rows of columns to rows of a view: codes to text, and where the fuzzy words lie in it. */
import { resourceName } from '../audit/event.ts';
import { DRIFTS } from '../policy/drift.ts';
import { verdictOf } from '../policy/match.ts';
import type { Policy } from '../policy/policy.ts';
import { marker } from '../query/highlight.ts';
import type { Query } from '../query/query.ts';
import type { EventId, Hit, Row } from './engine.ts';
import { FLAG } from './segment.ts';
import type { Tables } from './tables.ts';
import type { RowRef } from './walk.ts';

/** The id of a row: its file, offset and item. */
export function idOf({ segment, row }: RowRef): EventId {
  return `${segment.file}:${segment.offsetOf(row)}:${segment.item[row]}`;
}

/** File, offset and item of an id; null for what is none. */
export function parseId(id: EventId): { readonly file: number; readonly offset: number; readonly item: number } | null {
  const found = /^(-?\d+):(\d+):(\d+)$/.exec(id);
  return found === null ? null : { file: Number(found[1]), offset: Number(found[2]), item: Number(found[3]) };
}

/** A function that decodes rows under a policy, and marks what a query, and a search without one, look for. */
export function rowDecoder(tables: Tables, policy: Policy | null, query: Query, searched = ''): (at: RowRef) => Row {
  const marks = marker(query, searched);
  return (at) => {
    const { segment, row } = at;
    const { codes } = segment;
    const isResource = (segment.flags[row]! & FLAG.resource) !== 0;
    const parts = tables.resourceParts[codes.resource[row]!]!;
    const code = codes.code[row]!;
    const rule = codes.rule[row]!;
    const plain: Omit<Row, 'hits'> = {
      id: idOf(at),
      source: tables.source.texts[codes.source[row]!]!,
      time: segment.time[row]!,
      stage: tables.stage.texts[codes.stage[row]!]!,
      level: tables.level.texts[codes.level[row]!]!,
      verb: tables.verb.texts[codes.verb[row]!]!,
      user: tables.user.texts[codes.user[row]!]!,
      as: tables.user.texts[codes.as[row]!]!,
      isResource,
      resource: resourceName(parts.resource, parts.subresource),
      apiGroup: parts.apiGroup,
      namespace: tables.ns.texts[codes.ns[row]!]!,
      name: isResource ? tables.name.texts[codes.name[row]!]! : tables.path.texts[codes.path[row]!]!,
      code: code === 0 ? 0 : Number(tables.code.texts[code]),
      latency: segment.latencyOf(row),
      ip: tables.ips.items(codes.ips[row]!).at(-1) ?? '',
      agent: tables.agent.texts[codes.agent[row]!]!,
      decision: tables.decision.texts[codes.decision[row]!]!,
      rule: policy === null || rule === 0 ? null : ruleOf(policy, rule - 2, codes.drift[row]!),
    };
    return { ...plain, hits: marks === null ? [] : hitsOf(plain, marks) };
  };
}

function ruleOf(policy: Policy, index: number, drift: number): NonNullable<Row['rule']> {
  return { index, level: verdictOf(policy, index).level, drift: DRIFTS[drift - 1] ?? '' };
}

/** Where the marked letters lie in a row. */
export function hitsOf(row: Omit<Row, 'hits'>, marks: (value: string) => Hit['spans']): Hit[] {
  const texts: readonly (readonly [Hit['field'], string])[] = [
    ['user', row.user],
    ['as', row.as],
    ['ns', row.namespace],
    ['name', row.name],
    ['resource', row.resource],
    ['verb', row.verb],
    ['code', row.code === 0 ? '' : String(row.code)],
    ['ip', row.ip],
    ['agent', row.agent],
  ];
  return texts.flatMap(([field, text]): Hit[] => {
    const spans = marks(text);
    return spans.length === 0 ? [] : [{ field, spans }];
  });
}
