/**
 * The structure of a filter. The text on the filter line, the toggles of the panes and the options of the command
 * line are all this one value; `parse.ts` and `format.ts` turn it from and to text.
 */

/** The fields a term may name, in the order in which help and completion list them. */
export const FIELDS = [
  'time', 'stage', 'level', 'verb', 'user', 'as', 'group', 'ns', 'resource', 'apigroup', 'name', 'code', 'status',
  'ip', 'agent', 'path', 'uri', 'decision', 'reason', 'latency', 'rule', 'drift', 'audit', 'source',
] as const; // biome-ignore format: a table
export type Field = (typeof FIELDS)[number];

/**
 * `field:a` or `field:(a OR b)`, `-` in front where negated. Values may hold `*` and `?`, and `>=400` for code.
 * `exact` is `field:=value`: to the letter, no wildcards, case kept (the panes' toggles write it only where needed).
 */
export interface FieldTerm {
  readonly kind: 'field';
  readonly field: Field;
  readonly values: readonly Value[];
  readonly negate: boolean;
}
export interface Value {
  readonly text: string;
  readonly exact: boolean;
}

/** A bare word or "a phrase": found anywhere in any column that has a dictionary. */
export interface WordTerm {
  readonly kind: 'word';
  readonly text: string;
  readonly negate: boolean;
}

/** What `/` and `--fuzzy` type: words apart by spaces, each found by half a name, typos forgiven; AND of them. */
export interface FuzzyTerm {
  readonly kind: 'fuzzy';
  readonly text: string;
}

/**
 * `text:word`, `text:"a phrase"`, `text:(a OR b)`: found anywhere in the event's own JSON, bodies included, as it was typed or as Go's
 * encoder escapes it (`needle.ts`). Case is ignored unless a capital is typed; `exact` (`text:=value`): to the letter.
 */
export interface TextTerm {
  readonly kind: 'text';
  readonly values: readonly Value[];
  readonly negate: boolean;
}

/** `text~EXPR`, `text:/EXPR/`: a regular expression that is found in the event's own JSON (`expression.ts`). */
export interface ExpressionTerm {
  readonly kind: 'expression';
  readonly field: 'text';
  readonly expression: string;
  readonly negate: boolean;
}

export type Term = FieldTerm | WordTerm | FuzzyTerm | TextTerm | ExpressionTerm;

/** AND of its terms; no terms: everything. */
export interface Query {
  readonly terms: readonly Term[];
}

export const EVERYTHING: Query = { terms: [] };
