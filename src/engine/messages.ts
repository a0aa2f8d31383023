/** What passes between the screen's thread and the engine's worker: one union each way. */
import type { Field } from '../query/query.ts';
import type { EventId, PolicyText, Progress, Target, View, ViewSpec } from './engine.ts';

/** What the worker is started with. */
export interface EngineOptions {
  /** As named on the command line: files, directories, globs; `-` is the process's own stdin, which nothing else may read then. */
  readonly sources: readonly string[];
  /** Whether the rotated siblings of files are read too. */
  readonly rotated: boolean;
  /** Unpacked bytes of history to read unasked, of all sources together; Infinity for all. */
  readonly historyBytes: number;
  /** µs: no more of the past of a source is read, unasked, than reaches back to then. */
  readonly since?: number;
  /** Bytes of memory that the whole process is to stay under, about; Infinity for no limit. */
  readonly maxMemory: number;
  /** Bytes of stdin that are kept on disk to be read back; Infinity for all. */
  readonly spoolBytes: number;
  /** False: stop at the end of each source. */
  readonly follow: boolean;
}

/** A question that is answered once. */
export type Question =
  | { readonly ask: 'find'; readonly target: Target; readonly from: EventId; readonly dir: 1 | -1 }
  | {
      readonly ask: 'values';
      readonly field: Field;
      readonly spec: Pick<ViewSpec, 'query' | 'fold'>;
      readonly text: string;
      readonly limit: number;
    }
  | { readonly ask: 'event'; readonly id: EventId }
  | { readonly ask: 'policy'; readonly file: PolicyText | null }
  /** The next events of a scan, some at a time; an empty answer ends it. */
  | { readonly ask: 'scan'; readonly scan: number; readonly query: ViewSpec['query']; readonly fold: ViewSpec['fold'] };

export type ToEngine =
  | { readonly type: 'show'; readonly view: number; readonly seq: number; readonly spec: ViewSpec }
  | { readonly type: 'hide'; readonly view: number }
  | { readonly type: 'question'; readonly call: number; readonly question: Question }
  | { readonly type: 'end-scan'; readonly scan: number }
  /** Reads on into the past, as far again as was read unasked. */
  | { readonly type: 'more-history' }
  | { readonly type: 'close' };

export type FromEngine =
  | { readonly type: 'view'; readonly view: number; readonly message: View }
  | { readonly type: 'answer'; readonly call: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly call: number; readonly message: string }
  | { readonly type: 'progress'; readonly progress: Progress };
