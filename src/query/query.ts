/**
 * The structure of a filter. The text on the filter line, the toggles of the panes and the options of the command
 * line are all this one value; `parse.ts` and `format.ts` turn it from and to text.
 */

/** The fields a term may name, in the order in which help and completion list them. */
export const FIELDS = [
  'time', 'stage', 'level', 'verb', 'user', 'as', 'group', 'ns', 'resource', 'apigroup', 'name', 'code', 'status',
  'ip', 'agent', 'path', 'uri', 'decision', 'reason', 'latency', 'rule', 'drift', 'audit', 'source', 'size', 'binding',
  'role', 'error', 'human', 'mutating', 'requests', 'truncated', 'deprecated', 'webhook', 'psa',
] as const; // biome-ignore format: a table
export type Field = (typeof FIELDS)[number];

/** The whole value; `*` and `?` are wildcards. `exact` is `field:=value`: to the letter, no wildcards, case kept. */
export interface PlainValue {
  readonly kind: 'plain';
  readonly text: string;
  readonly exact: boolean;
}

export type Operator = '>' | '>=' | '<' | '<=';

/** `>=400`, `>500ms`: in the order of numbers, spans, sizes and times. */
export interface ComparedValue {
  readonly kind: 'compared';
  readonly operator: Operator;
  readonly bound: string;
}

/** `[500 TO 599]` with both ends, `{500 TO 599}` without; `*` is no bound. */
export interface RangeValue {
  readonly kind: 'range';
  readonly from: string;
  readonly to: string;
  readonly withFrom: boolean;
  readonly withTo: boolean;
}

/** `field~EXPR`, `field:/EXPR/`: a regular expression found anywhere in the value (RE2's, see `field-expression.ts`). */
export interface ExpressionValue {
  readonly kind: 'expression';
  readonly expression: string;
}

export type Value = PlainValue | ComparedValue | RangeValue | ExpressionValue;

/** `field:a` or `field:(a OR b)`, `-` in front where negated. A missing field holds none of them. */
export interface FieldTerm {
  readonly kind: 'field';
  readonly field: Field;
  readonly values: readonly Value[];
  readonly negate: boolean;
}

/** `requestObject.spec.replicas:>3`: what stands at a path of the event's own JSON, see `path.ts`. */
export interface PathTerm {
  readonly kind: 'path';
  readonly path: string;
  readonly values: readonly Value[];
  readonly negate: boolean;
}

/** `has:responseObject`, `has:as`: a field or path is there. */
export interface HasTerm {
  readonly kind: 'has';
  readonly what: string;
  readonly negate: boolean;
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
  readonly values: readonly PlainValue[];
  readonly negate: boolean;
}

/** `text~EXPR`, `text:/EXPR/`: a regular expression that is found in the event's own JSON (`expression.ts`). */
export interface ExpressionTerm {
  readonly kind: 'expression';
  readonly field: 'text';
  readonly expression: string;
  readonly negate: boolean;
}

/** `(a b OR c)`: any of its queries. One alternative alone stands here only where it is negated as a whole. */
export interface GroupTerm {
  readonly kind: 'group';
  readonly alternatives: readonly Query[];
  readonly negate: boolean;
}

export type Term = FieldTerm | PathTerm | HasTerm | WordTerm | FuzzyTerm | TextTerm | ExpressionTerm | GroupTerm;

/** AND of its terms; no terms: everything. */
export interface Query {
  readonly terms: readonly Term[];
}

export const EVERYTHING: Query = { terms: [] };

/** All terms, those within groups too; groups themselves are not among them. */
export function allTerms({ terms }: Query): readonly Exclude<Term, GroupTerm>[] {
  return terms.flatMap((term) => (term.kind === 'group' ? term.alternatives.flatMap(allTerms) : [term]));
}

/** The terms that are looked for: without those that are negated, by themselves or with their group. */
export function soughtTerms({ terms }: Query): readonly Exclude<Term, GroupTerm>[] {
  return terms.flatMap((term) => {
    if (term.kind !== 'fuzzy' && term.negate) return [];
    return term.kind === 'group' ? term.alternatives.flatMap(soughtTerms) : [term];
  });
}

/** The words of what `/` has typed, and those within groups. */
export function fuzzyTexts(query: Query): readonly string[] {
  return soughtTerms(query).flatMap((term) => (term.kind === 'fuzzy' ? [term.text] : []));
}

/** A value that means this text: with wildcards, or to the letter. */
export function plain(text: string, exact = false): PlainValue {
  return { kind: 'plain', text, exact };
}
