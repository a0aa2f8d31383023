/**
 * The engine's port over plain objects: for tests of the screen, and as the oracle of the real engine. Everything is
 * counted afresh for every view; nothing is clever.
 */
import type { EventFields } from '../../src/audit/event.ts';
import { LEVELS, latencyOf, resourceName, STAGES } from '../../src/audit/event.ts';
import { fieldsOf } from '../../src/audit/fields.ts';
import type {
  Best, Counted, Engine, EventId, FacetView, Gone, Progress, RawEvent, Row, Target, TextProgress, View, ViewSpec,
} from '../../src/engine/engine.ts'; // biome-ignore format: a list
import { hitsOf } from '../../src/engine/rows.ts';
import { attributesOf } from '../../src/policy/attributes.ts';
import { checkPolicy } from '../../src/policy/check.ts';
import { DRIFTS, driftOf } from '../../src/policy/drift.ts';
import { evaluate } from '../../src/policy/match.ts';
import type { Policy, Verdict } from '../../src/policy/policy.ts';
import { type Context, ruleTag, valuesOf } from '../../src/query/fields.ts';
import { fuzzyMatch, fuzzyTerms } from '../../src/query/fuzzy.ts';
import { marker } from '../../src/query/highlight.ts';
import { FUZZY_FIELDS, matcher } from '../../src/query/match.ts';
import { type Field, fuzzyTexts, type Query } from '../../src/query/query.ts';
import type { RawText } from '../../src/query/raw.ts';

interface Held {
  readonly index: number;
  readonly id: EventId;
  readonly text: string;
  readonly fields: EventFields;
  readonly time: number;
  readonly offset: number;
  readonly line: number;
  /** A later stage of the same request is known from this event on; Infinity where none is. */
  superseded: number;
}

const FILE = '/var/log/audit.log';
const SOURCE = 'audit.log';

export interface MemoryEngine extends Engine {
  /** Appends events, as JSON text or as values; standing views are told. Lines that are no events are counted as bad. */
  append(events: readonly unknown[]): void;
  /** Says something through `changes`. */
  tell(progress: Progress): void;
  /** How far the search through raw lines has come, in all views that ask for one from now on. */
  search(progress: TextProgress): void;
  /** From now on this event cannot be read back. */
  lose(id: EventId): void;
  /** Views made so far: what tests of economy count. */
  readonly made: { views: number; specs: number; more: number };
  ids(): readonly EventId[];
}

/** An engine that holds these events. `sourceOf`: the name of the source that one is from, by its auditID. */
export function memoryEngine(
  events: readonly unknown[] = [],
  sourceOf: (auditID: string) => string = () => SOURCE,
): MemoryEngine {
  const held: Held[] = [];
  const lastOf = new Map<string, Held>();
  const verdicts = new Map<Held, Verdict>();
  const lost = new Set<EventId>();
  const shown = new Set<() => void>();
  const changes = progressQueue();
  let text: TextProgress = { share: 1, gone: 0, stopped: null };
  const made = { views: 0, specs: 0, more: 0 };
  let policy: Policy | null = null;
  let toldDrift = 0;
  let offset = 0;
  let line = 0;
  let bad = 0;

  function verdictOf(event: Held): Verdict | null {
    if (policy === null) return null;
    const verdict = verdicts.get(event) ?? evaluate(policy, attributesOf(event.fields));
    verdicts.set(event, verdict);
    return verdict;
  }

  function contextOf(event: Held): Context {
    const verdict = verdictOf(event);
    const source = sourceOf(event.fields.auditID);
    if (verdict === null) return { source, rule: '', drift: '' };
    const drift = driftOf(verdict, event.fields.level, event.fields.stage);
    return { source, rule: ruleTag(verdict.ruleIndex), drift };
  }

  function tellDrift(): void {
    const count = held.filter((event) => contextOf(event).drift !== '').length;
    if (count !== toldDrift) changes.tell({ type: 'drift', count });
    toldDrift = count;
  }

  function add(value: unknown): void {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const fields = fieldsOf(parsed(text));
    line++;
    if ('bad' in fields) bad++;
    else {
      const time = Number.isNaN(fields.time) ? (held.at(-1)?.time ?? 0) : fields.time;
      const request = `${fields.auditID} ${fields.received}`;
      const earlier = lastOf.get(request);
      if (earlier !== undefined) earlier.superseded = held.length + 1;
      const event: Held = {
        index: held.length,
        id: `0.0:${offset}:0`,
        text,
        fields,
        time,
        offset,
        line,
        superseded: Number.POSITIVE_INFINITY,
      };
      lastOf.set(request, event);
      held.push(event);
    }
    offset += Buffer.byteLength(text) + 1;
  }

  /** The passing events up to a watermark (how many were held then). */
  function passing(query: Query, fold: ViewSpec['fold'], from = 0, upTo = held.length): Held[] {
    const passes = matcher(query);
    return held
      .slice(from, upTo)
      .filter(
        (each) => passes(each.fields, contextOf(each), lineOf(each)) && (fold === 'stages' || each.superseded > upTo),
      );
  }

  function counts(field: Field, spec: Pick<ViewSpec, 'query' | 'fold' | 'upTo'>): Counted[] {
    const others: Query = { terms: spec.query.terms.filter((term) => term.kind !== 'field' || term.field !== field) };
    const own = spec.query.terms.flatMap((term) => (term.kind === 'field' && term.field === field ? term.values : []));
    const table = new Map<string, number>(
      own.flatMap((value) => (value.kind === 'plain' && !/[*?]/.test(value.text) ? [[value.text, 0]] : [])),
    );
    for (const event of passing(others, spec.fold, 0, spec.upTo)) {
      const values = valuesOf(field, event.fields, contextOf(event), lineOf(event));
      for (const value of values.length === 0 ? [''] : new Set(values)) table.set(value, (table.get(value) ?? 0) + 1);
    }
    return [...table].map(([value, count]) => ({ value, count })).sort(orderOf(field));
  }

  function rowOf(event: Held, query: Query, searched = ''): Row {
    const { fields } = event;
    const verdict = verdictOf(event);
    const row = {
      id: event.id,
      time: event.time,
      stage: fields.stage,
      level: fields.level,
      verb: fields.verb,
      user: fields.user,
      as: fields.as,
      isResource: fields.isResource,
      source: contextOf(event).source,
      resource: resourceName(fields.resource, fields.subresource),
      apiGroup: fields.apiGroup,
      namespace: fields.namespace,
      name: fields.isResource ? fields.name : (valuesOf('path', fields, contextOf(event))[0] ?? ''),
      code: fields.code,
      latency: latencyOf(fields),
      ip: fields.sourceIPs.at(-1) ?? '',
      agent: fields.userAgent,
      decision: fields.decision,
      rule:
        verdict === null
          ? null
          : { index: verdict.ruleIndex, level: verdict.level, drift: driftOf(verdict, fields.level, fields.stage) },
    };
    const marks = marker(query, searched);
    return { ...row, hits: marks === null ? [] : hitsOf(row, marks) };
  }

  function best(spec: ViewSpec): Best[] {
    const terms = fuzzyTexts(spec.query).flatMap(fuzzyTerms);
    const found: (Best & { score: number })[] = [];
    const others: Query = { terms: spec.query.terms.filter((term) => term.kind !== 'fuzzy') };
    const events = passing(others, spec.fold, 0, spec.upTo);
    for (const field of [...FUZZY_FIELDS, 'name'] as const) {
      const table = new Map<string, { count: number; last: number }>();
      for (const event of events) {
        for (const value of valuesOf(field, event.fields, contextOf(event))) {
          table.set(value, { count: (table.get(value)?.count ?? 0) + 1, last: event.time });
        }
      }
      for (const [value, { count, last }] of table) {
        const match = fuzzyMatch(terms, value);
        if (match !== null) found.push({ field, value, count, last, ...match });
      }
    }
    return found.sort((a, b) => a.score - b.score || b.count - a.count).slice(0, spec.best);
  }

  function viewOf(spec: ViewSpec, seq: number, withCounts: boolean): View {
    made.views++;
    const upTo = spec.upTo ?? held.length;
    const all = passing(spec.query, spec.fold, 0, upTo);
    const at = anchorIndex(all, spec.anchor);
    const from = Math.max(0, at - spec.before);
    const to = Math.min(all.length, at + spec.after + 1);
    const rows = all.slice(from, to).map((event) => rowOf(event, spec.query, spec.searched));
    return {
      seq,
      rows,
      anchorIndex: rows.length === 0 ? -1 : at - from,
      more: { before: from > 0, after: to < all.length },
      newer: passing(spec.query, spec.fold, 0).length - passing(spec.query, spec.fold, 0, upTo).length,
      watermark: held.length,
      facets: withCounts ? spec.facets.map((facet) => facetOf(facet.field, facet.limit, spec)) : null,
      total: withCounts
        ? { passing: all.length, held: Math.min(held.length, upTo), position: all.length === 0 ? 0 : at + 1 }
        : null,
      best: withCounts ? best(spec) : null,
      text: spec.query.terms.some(({ kind }) => kind === 'text' || kind === 'expression') ? text : null,
    };
  }

  function facetOf(field: Field, limit: number, spec: ViewSpec): FacetView {
    const values = counts(field, spec);
    const own = spec.query.terms.flatMap((term) =>
      term.kind === 'field' && term.field === field
        ? term.values.flatMap((value) => (value.kind === 'plain' ? [value.text] : []))
        : [],
    );
    const kept = values.filter(({ value }, index) => index < limit || own.includes(value));
    return { field, values: kept, distinct: values.filter(({ count }) => count > 0).length };
  }

  /** The row itself, else the nearest passing one before it, else after it. */
  function anchorIndex(all: readonly Held[], anchor: EventId | 'end'): number {
    if (anchor === 'end') return all.length - 1;
    const place = held.findIndex(({ id }) => id === anchor); // -1 for 'start': the first
    const before = all.findLastIndex(({ index }) => index <= place);
    return Math.max(0, before);
  }

  function find(target: Target, from: EventId, dir: 1 | -1): EventId | null {
    const wanted = wantedBy(target, held, from, contextOf, (event) => rowOf(event, target.query).rule?.index ?? null);
    const upTo = target.upTo ?? held.length;
    const all = passing(target.query, target.fold, 0, upTo);
    const start = held.findIndex(({ id }) => id === from);
    const ordered = dir === 1 ? all : [...all].reverse();
    return ordered.find((each) => (each.index - start) * dir > 0 && wanted(each))?.id ?? null;
  }

  const engine: MemoryEngine = {
    made,
    ids: () => held.map(({ id }) => id),
    append(more) {
      for (const event of more) add(event);
      tellDrift();
      if (bad > 0) changes.tell({ type: 'bad', count: bad, latest: [] });
      for (const again of shown) again();
    },
    tell: changes.tell,
    search(progress) {
      text = progress;
      for (const again of shown) again();
    },
    lose: (id) => lost.add(id),
    show(spec, onView) {
      let latest = spec;
      let seq = 1;
      let open = true;
      let pending = false;
      const send = (): void => {
        if (pending) return;
        pending = true;
        setImmediate(() => {
          pending = false;
          if (!open) return;
          onView(viewOf(latest, seq, false));
          const counted = seq;
          setImmediate(() => open && counted === seq && onView(viewOf(latest, seq, true)));
        });
      };
      shown.add(send);
      send();
      return {
        update(next) {
          made.specs++;
          latest = next;
          seq++;
          send();
          return seq;
        },
        moreHistory() {
          made.more++;
        },
        close() {
          open = false;
          shown.delete(send);
        },
      };
    },
    find: async (target, from, dir) => find(target, from, dir),
    values: async (field, spec, text, limit) =>
      counts(field, spec)
        .filter(({ value }) => value.toLowerCase().includes(text.toLowerCase()))
        .slice(0, limit),
    event: async (id) => rawOf(held, lost, id),
    async *scan(query, fold) {
      for (const { id } of passing(query, fold)) yield rawOf(held, lost, id);
    },
    async policy(file) {
      const checked = file === null ? null : checkPolicy(file.text, file.minor);
      if (checked !== null && !checked.loaded.ok) return checked;
      policy = checked?.loaded.ok === true ? checked.loaded.policy : null;
      verdicts.clear();
      tellDrift();
      for (const again of shown) again();
      return checked;
    },
    moreHistory() {
      made.more++;
    },
    changes,
    async close() {
      changes.end();
      shown.clear();
    },
  };
  for (const event of events) add(event);
  return engine;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function lineOf({ text }: Held): RawText {
  const bytes = Buffer.from(text);
  return { bytes, from: 0, to: bytes.length };
}

function rawOf(held: readonly Held[], lost: ReadonlySet<EventId>, id: EventId): RawEvent | Gone {
  const event = held.find((each) => each.id === id);
  if (event === undefined || lost.has(id)) return { id, gone: 'The file was truncated after this event was read.' };
  return { id, file: FILE, offset: event.offset, line: event.line, text: event.text };
}

function wantedBy(
  { want }: Target,
  held: readonly Held[],
  from: EventId,
  contextOf: (event: Held) => Context,
  ruleOf: (event: Held) => number | null,
): (event: Held) => boolean {
  switch (want.kind) {
    case 'any':
      return () => true;
    case 'error':
      return ({ fields }) => fields.code >= 400 || fields.stage === 'Panic';
    case 'rules':
      return (event) => want.rules.includes(ruleOf(event) ?? Number.NaN);
    case 'ids':
      return ({ id }) => want.ids.includes(id);
    case 'same-request': {
      const auditID = held.find(({ id }) => id === from)?.fields.auditID;
      return ({ fields }) => fields.auditID === auditID;
    }
    case 'query': {
      const passes = matcher(want.query);
      return (event) => passes(event.fields, contextOf(event), lineOf(event));
    }
  }
}

/** Stage, level and drift in their own order, all others most first, ties by value. */
function orderOf(field: Field): (a: Counted, b: Counted) => number {
  const own: readonly string[] =
    field === 'stage' ? STAGES : field === 'level' ? LEVELS : field === 'drift' ? DRIFTS : [];
  const place = (value: string): number => (own.includes(value) ? own.indexOf(value) : own.length);
  return (a, b) =>
    place(a.value) - place(b.value) || b.count - a.count || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
}

function progressQueue(): AsyncIterable<Progress> & { tell(progress: Progress): void; end(): void } {
  const waiting: Progress[] = [];
  let wake: (() => void) | null = null;
  let ended = false;
  return {
    tell(progress) {
      waiting.push(progress);
      wake?.();
    },
    end() {
      ended = true;
      wake?.();
    },
    async *[Symbol.asyncIterator]() {
      while (!ended) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}
