/**
 * Events that the compiled scan reads whole: every cell of their rows, column by column, so that many rows are taken
 * at once. Which events are plain, and what the columns hold, is that of `wasm/columns.ts`.
 */

import * as at from '../../wasm/layout.ts';

/** The columns of codes, in the order in which the compiled scan has them. */
export const ROW_COLUMNS = [
  'stage', 'level', 'verb', 'user', 'as', 'groups', 'ns', 'resource', 'name', 'path', 'code', 'status', 'ips', 'agent',
  'decision', 'reason',
] as const; // biome-ignore format: a table
export type RowColumn = (typeof ROW_COLUMNS)[number];

/** Bits of the flags of a row. */
export const ROW_FLAG = {
  /** objectRef is present. */
  resource: at.PLAIN_IS_RESOURCE,
  /** Somebody authenticated. */
  user: at.PLAIN_HAS_USER,
  /** The namespace, the name came from the body: the policy saw none (audit semantics, section 2). */
  nsFromBody: at.PLAIN_NS_FROM_BODY,
  nameFromBody: at.PLAIN_NAME_FROM_BODY,
  /** kube-apiserver cut its bodies off: audit.k8s.io/truncated. */
  truncated: at.PLAIN_TRUNCATED,
} as const;

/** Stands for an unknown latency. */
export const { NO_LATENCY } = at;

/** The rows `[first, end)` of these columns, valid until the next line is asked for. */
export interface PlainRows {
  first: number;
  end: number;
  /** By `ROW_COLUMNS`, and the greatest code of each at most. */
  readonly codes: readonly Uint32Array[];
  readonly most: Uint32Array;
  /** stageTimestamp, µs; the time since the request's arrival, µs, `NO_LATENCY` where unknown. */
  readonly time: Float64Array;
  readonly latency: Uint32Array;
  /** The `hash53` of the auditID. */
  readonly audit: Float64Array;
  /** Where the line begins, counted from the block's first byte; its bytes without the LF. */
  readonly start: Int32Array;
  readonly length: Uint32Array;
  /** Bits of `ROW_FLAG`. */
  readonly flags: Uint8Array;
}

/** What codes cannot be had from a dictionary of one slot's texts; `SlotCodes` that have these get plain rows. */
export interface ColumnCodes {
  /** Of the codes of resource, API group and subresource. */
  resourceCode(resource: number, apiGroup: number, subresource: number): number;
  /** Of responseStatus.code, which is not 0. */
  statusCode(status: number): number;
  /** Of the path of a requestURI, which stands without its query and without escapes at `[from, to)`. */
  pathCode(bytes: Buffer, from: number, to: number): number;
}
