/**
 * The port between the data and every view of it. The worker implements it over columns (`client.ts`), tests of
 * the screen over plain objects (`test/support/memory-engine.ts`); a cluster-sized store would implement it too.
 */

import type { CheckedPolicy } from '../policy/check.ts';
import type { Drift } from '../policy/drift.ts';
import type { KubernetesMinor } from '../policy/version.ts';
import type { Field, Query } from '../query/query.ts';
import type { SourceState } from '../sources/source.ts';
import type { Gap } from './gap.ts';

/** Names one event for the life of the process: `source.file:offset:item`. Opaque to the screen. */
export type EventId = string;
/** How much had come when something was frozen: newer events have a greater one. Opaque to the screen. */
export type Watermark = number;

/** One row of the list: what the columns hold, decoded. Strings are as recorded; painters make them safe. */
export interface Row {
  readonly id: EventId;
  /** The name of its source. */
  readonly source: string;
  /** stageTimestamp in µs; a missing one is its neighbour's. */
  readonly time: number;
  readonly stage: string;
  readonly level: string;
  readonly verb: string;
  readonly user: string;
  /** The impersonated user, '' where nobody was. */
  readonly as: string;
  readonly isResource: boolean;
  /** `pods`, `pods/log`; '' for a non-resource request. */
  readonly resource: string;
  readonly apiGroup: string;
  readonly namespace: string;
  /** The object's name; for a non-resource request its decoded path. */
  readonly name: string;
  /** 0: none yet. */
  readonly code: number;
  /** µs from received to this stage, NaN where unknown. */
  readonly latency: number;
  readonly ip: string;
  readonly agent: string;
  readonly decision: string;
  /** The rule that decides, -1 for none, its level, and how the event differs from it; null without a policy. */
  readonly rule: { readonly index: number; readonly level: string; readonly drift: Drift | '' } | null;
  /** Where a fuzzy term matched: for each field the matched UTF-16 spans [start, end) of the string above. */
  readonly hits: readonly Hit[];
}
export interface Hit {
  readonly field: 'user' | 'as' | 'ns' | 'name' | 'resource' | 'verb' | 'code' | 'ip' | 'agent';
  readonly spans: readonly (readonly [number, number])[];
}

export interface Counted {
  readonly value: string;
  /** Events with this value under every filter but the field's own. */
  readonly count: number;
}

/** A pane's request: the `limit` most frequent values (those with a filter on them always come too). */
export interface FacetSpec {
  readonly field: Field;
  readonly limit: number;
}
export interface FacetView {
  readonly field: Field;
  /** Stage, level and drift in their own order, sources by name, all others most first, ties by value. */
  readonly values: readonly Counted[];
  /** How many different values have a count. */
  readonly distinct: number;
}

/** A value that a fuzzy term found. */
export interface Best extends Counted {
  readonly field: Field;
  readonly spans: readonly (readonly [number, number])[];
  /** µs of its latest event that passes. */
  readonly last: number;
}

export interface ViewSpec {
  readonly query: Query;
  readonly order: 'time' | 'rank';
  /** `requests`: only each request's latest stage. */
  readonly fold: 'stages' | 'requests';
  /** The row the window is round; a row that does not pass gives way to the nearest passing one before it, else after it. */
  readonly anchor: EventId | 'start' | 'end';
  /** Rows wanted before and after the anchor. `start` anchors the first row, `end` the last. */
  readonly before: number;
  readonly after: number;
  /** Show nothing newer than this. */
  readonly upTo?: Watermark;
  readonly facets: readonly FacetSpec[];
  /** Best matches wanted for a fuzzy term; 0 for none. */
  readonly best: number;
  /** A fuzzy text whose letters are marked in the rows though it filters nothing. */
  readonly searched?: string;
}

/** A view with rows comes first; one of the same seq with the counts follows. Null: still counting, keep the last. */
export interface View {
  /** The seq of the ViewSpec this answers: `Shown.update` returns it. */
  readonly seq: number;
  readonly rows: readonly Row[];
  /** Index of the anchor in rows, -1 where rows are empty. */
  readonly anchorIndex: number;
  readonly more: { readonly before: boolean; readonly after: boolean };
  /** Passing events past `upTo`. */
  readonly newer: number;
  /** The newest event this view has seen: pass it as `upTo` to freeze the picture. */
  readonly watermark: Watermark;
  readonly facets: readonly FacetView[] | null;
  /** Passing events (up to `upTo`), all events held, and the 1-based place of the anchor among the passing. */
  readonly total: { readonly passing: number; readonly held: number; readonly position: number } | null;
  readonly best: readonly Best[] | null;
  /** How far the search through raw lines has come that the query asks for: rows and counts are of what was found so far. Null: it asks for none. */
  readonly text: TextProgress | null;
}

/** How far a search through raw lines has come. */
export interface TextProgress {
  /** The part of the events held that was looked at, 0 to 1; 1 means that all of them were. */
  readonly share: number;
  /** Events that pass all else, whose lines cannot be searched because they are gone. */
  readonly gone: number;
  /** Why the search for a term was given up, as a sentence without its stop; null where none was. */
  readonly stopped: string | null;
}

/** A standing view: fresh views come as data comes. At most one is under way; the latest spec wins. */
export interface Shown {
  /** Answers with the seq that views made for this spec carry. */
  update(spec: ViewSpec): number;
  close(): void;
}

export interface RawEvent {
  readonly id: EventId;
  /** Path of the file, and where the line starts. `line` counts from 1; null until the file's head has been read. */
  readonly file: string;
  readonly offset: number;
  readonly line: number | null;
  /** The event as JSON text: its own line byte for byte, or one item of a list. Unmasked. */
  readonly text: string;
}
export interface Gone {
  readonly id: EventId;
  /** Why it cannot be read back: a sentence. */
  readonly gone: string;
}

/** A line that is no audit event. */
export interface BadLine {
  /** The number of its source. */
  readonly source: number;
  readonly file: string;
  readonly offset: number;
  readonly line: number | null;
  readonly bytes: number;
  readonly reason: string;
  /** The start of the line, as recorded, up to 200 characters. */
  readonly start: string;
}

/** A source, and what has come of it. */
export interface SourceStatus extends SourceState {
  /** Its number: from 0 on in the order of the sources; below 0 a place in which sources are looked for. */
  readonly source: number;
  /** Events held, and lines that are none. */
  readonly events: number;
  readonly badLines: number;
  /** Events a second over the last seconds of live reading. */
  readonly perSecond: number;
  /** stageTimestamp of its newest event in µs, NaN where there is none. */
  readonly newest: number;
}

/** The latest of each type is enough to know. */
export type Progress =
  | {
      readonly type: 'loading';
      readonly read: number;
      readonly size: number;
      /** Of `size`, what will have been read when it is done, as far as history and memory let; absent while not known. */
      readonly goal?: number;
      readonly done: boolean;
      readonly events: number;
      /** The memory allowed is used: no more of the past is read. */
      readonly full: boolean;
      /** Events that were let go to stay within the memory allowed, and µs of the oldest one held since; null for none. */
      readonly evicted: { readonly events: number; readonly from: number } | null;
    }
  /** `count`: of all sources. `latest`: the last 200 of each source at most, source by source, newest first. */
  | { readonly type: 'bad'; readonly count: number; readonly latest: readonly BadLine[] }
  /**
   * `count`: of all sources, without what is only worth knowing (`isMissing`). `latest`: the last 200 of each source at
   * most, source by source, the newest first. What later rows fill is not told any more.
   */
  | { readonly type: 'gaps'; readonly count: number; readonly latest: readonly Gap[] }
  /** In the order in which they were named; then the places in which more are looked for, where there is something to say. */
  | { readonly type: 'sources'; readonly sources: readonly SourceStatus[] }
  /** Events a second over the last seconds of live reading. */
  | { readonly type: 'rate'; readonly perSecond: number }
  /** How many of the rows held differ from what the policy in force says; 0 without one. */
  | { readonly type: 'drift'; readonly count: number }
  /** The engine itself failed: a bug, told in one sentence. */
  | { readonly type: 'fault'; readonly message: string };

/** The text of a policy file, and the Kubernetes version whose kube-apiserver reads it: 36 for 1.36. */
export interface PolicyText {
  readonly text: string;
  readonly minor: KubernetesMinor;
}

/** What to look for from a row on: rows that pass the view's query and fold, and this as well. */
export interface Target {
  readonly query: Query;
  readonly fold: 'stages' | 'requests';
  readonly upTo?: Watermark;
  readonly want:
    | { readonly kind: 'any' }
    /** code >= 400, or Panic. */
    | { readonly kind: 'error' }
    | { readonly kind: 'rules'; readonly rules: readonly number[] }
    | { readonly kind: 'ids'; readonly ids: readonly EventId[] }
    /** The same auditID as the row searched from. */
    | { readonly kind: 'same-request' }
    | { readonly kind: 'query'; readonly query: Query };
}

export interface Engine {
  show(spec: ViewSpec, onView: (view: View) => void): Shown;
  /** The next (1) or previous (-1) row, exclusive of `from`; null where there is none. */
  find(target: Target, from: EventId, dir: 1 | -1): Promise<EventId | null>;
  /** Values of a field whose text holds `text`, counted under the spec's filters but the field's own. */
  values(
    field: Field,
    spec: Pick<ViewSpec, 'query' | 'fold'>,
    text: string,
    limit: number,
  ): Promise<readonly Counted[]>;
  event(id: EventId): Promise<RawEvent | Gone>;
  /** Every matching event in order, up to now, read back one by one; never through the screen's rows. */
  scan(query: Query, fold: 'stages' | 'requests'): AsyncIterable<RawEvent | Gone>;
  /**
   * Checks the text of a policy file and, where it loads, puts it in force over all rows at once; null takes the
   * policy off. Answers with what the check found: a text that does not load leaves the policy in force as it was.
   * Of several the last that loads wins. Standing views come again after the answer; until then rows are the old
   * policy's, from then on the new one's.
   */
  policy(file: PolicyText | null): Promise<CheckedPolicy | null>;
  /** Reads on into the past, as far again as is read unasked. */
  moreHistory(): void;
  readonly changes: AsyncIterable<Progress>;
  close(): Promise<void>;
}
