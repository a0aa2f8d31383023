/** Rows of columns to rows of a view: codes to text, and where the fuzzy words lie in it. */
import { resourceName } from '../audit/event.ts';
import { DRIFTS } from '../policy/drift.ts';
import { verdictOf } from '../policy/match.ts';
import type { Policy } from '../policy/policy.ts';
import { fuzzyMatch, fuzzyWords, plainSpans, type Spans } from '../query/fuzzy.ts';
import { fuzzyTexts, type Query, soughtTerms } from '../query/query.ts';
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

/** A function that decodes rows under a policy and a query. */
export function rowDecoder(tables: Tables, policy: Policy | null, query: Query): (at: RowRef) => Row {
  const words = fuzzyTexts(query).flatMap(fuzzyWords);
  const phrases = soughtTerms(query).flatMap((term) => (term.kind === 'word' ? [term.text] : []));
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
    return { ...plain, hits: words.length + phrases.length === 0 ? [] : hitsOf(plain, words, phrases) };
  };
}

function ruleOf(policy: Policy, index: number, drift: number): NonNullable<Row['rule']> {
  return { index, level: verdictOf(policy, index).level, drift: DRIFTS[drift - 1] ?? '' };
}

function hitsOf(row: Omit<Row, 'hits'>, words: readonly string[], phrases: readonly string[]): Hit[] {
  const near = (value: string): Spans[] => [
    ...words.flatMap((word) => fuzzyMatch(word, value)?.spans ?? []).map((span) => [span]),
    ...plain(phrases, value),
  ];
  const plain = (texts: readonly string[], value: string): Spans[] =>
    texts.flatMap((text) => (value === '' ? [] : (plainSpans(text, value) ?? []).map((span) => [span])));
  const hit = (field: Hit['field'], spans: readonly Spans[]): Hit[] =>
    spans.length === 0 ? [] : [{ field, spans: spans.flat() }];
  return [
    ...hit('user', near(row.user)),
    ...hit('as', near(row.as)),
    ...hit('ns', near(row.namespace)),
    ...hit('name', plain([...words, ...phrases], row.name)),
    ...hit('resource', near(row.resource)),
    ...hit('verb', near(row.verb)),
    ...hit('code', near(row.code === 0 ? '' : String(row.code))),
    ...hit('ip', near(row.ip)),
    ...hit('agent', near(row.agent)),
  ];
}
