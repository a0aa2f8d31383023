/** What passes between a thread that searches by expressions and the worker that runs them: one union each way. */

/** Texts in UTF-8, one after the other: text k ends before byte `ends[k]`. */
export interface Texts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

export interface ExpressionBatch extends Texts {
  readonly batch: number;
  readonly expression: string;
}

export type FromExpressions =
  /** 1 for each text in which it is found, else 0. */
  | { readonly type: 'found'; readonly batch: number; readonly found: Uint8Array<ArrayBuffer> }
  /** What runs expressions gave up on one. */
  | { readonly type: 'gave-up'; readonly batch: number };
