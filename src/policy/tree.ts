/**
 * A policy file as the tree of JSON values the apiserver decodes, each with its place in the text. YAML and JSON both
 * become this; a YAML alias or merge gives the tree of what it stands for.
 */

export type Tree = TreeValue & Span;

export type TreeValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** The number as the JSON text has it, or as Go writes a YAML one; `+Inf`, `-Inf` and `NaN` for what JSON cannot write. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly Tree[] }
  | { readonly kind: 'object'; readonly members: readonly Member[] };

/** A key and its value. From YAML they are sorted by key and each key is there once; from JSON as the text has them. */
export interface Member {
  readonly key: string;
  /** Where the key begins. */
  readonly keyStart: number;
  readonly value: Tree;
}

/** Offsets into the text, in UTF-16 units; `end` is the first after the value. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What was read, or why it cannot be, and where. */
export type Parsed = { readonly ok: true; readonly tree: Tree; readonly duplicates: readonly Duplicate[] } | Refusal;

/** A YAML key that is set again: go-yaml's words, the key, and where it stands this time. */
export interface Duplicate {
  readonly message: string;
  readonly key: string;
  readonly keyStart: number;
  /** Whether one of the two comes by a merge key, `<<`: where it stands is elsewhere. */
  readonly isMerged: boolean;
}

export interface Refusal {
  readonly ok: false;
  readonly error: string;
  readonly start: number;
}
