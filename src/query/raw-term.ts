/**
 * Terms that only the event's own JSON answers: paths, and fields that the viewer's index does not hold. A line is parsed
 * where it may match at all: it has to hold a text that every match needs, as it stands or escaped.
 */
import { decodedPath } from '../audit/request-path.ts';
import { isDeprecated, podSecurityOf, webhooksOf } from './annotations.ts';
import { RAW_FIELDS } from './field-types.ts';
import { asFieldTerm } from './has.ts';
import { pathTest } from './match.ts';
import { type Needle, needleOf } from './needle.ts';
import { keyOf, valuesAt } from './path.ts';
import type { Field, FieldTerm, HasTerm, PathTerm, Term, Value } from './query.ts';
import { PLAIN_KEY, parsedRaw, type RawText } from './raw.ts';
import { termTest } from './value.ts';

export type RawTerm = FieldTerm | PathTerm | HasTerm;

/** Whether only the event's own JSON answers a term. */
export function isRaw(term: Term): term is RawTerm {
  if (term.kind === 'path') return true;
  if (term.kind === 'field') return RAW_FIELDS.has(term.field);
  if (term.kind !== 'has') return false;
  const ofField = asFieldTerm(term);
  return ofField === null || RAW_FIELDS.has(ofField.field);
}

/** What a term asks of an event, and what a line needs to be asked; negation is the caller's. */
export interface RawQuestion {
  readonly test: (raw: RawText) => boolean;
  /** Any of these has to be in the line; null: every line is asked. */
  readonly needles: readonly Needle[] | null;
}

export function questionOf(term: RawTerm): RawQuestion {
  if (term.kind === 'path') return { test: pathTest(term), needles: pathNeedles(term) };
  if (term.kind === 'field') return fieldQuestion(term.field, term.values);
  const ofField = asFieldTerm(term);
  if (ofField !== null) return fieldQuestion(ofField.field, ofField.values);
  const { what } = term;
  return { test: (raw) => valuesAt(what, parsedRaw(raw)).length > 0, needles: keyNeedles(keyOf(what)) };
}

/** Where a missing one is asked for, every line may be meant. */
function asksForMissing(values: readonly Value[]): boolean {
  return values.some((value) => value.kind === 'plain' && value.text === '');
}

function pathNeedles({ path, values }: PathTerm): readonly Needle[] | null {
  return asksForMissing(values) ? null : keyNeedles(keyOf(path));
}

/** A key as encoders write it: in one piece, unless a letter of it is escaped. */
function keyNeedles(key: string): readonly Needle[] | null {
  return PLAIN_KEY.test(key) ? [needleOf(key, false), ...ESCAPES] : null;
}

/** Letters may be written like this, though hardly an encoder does; a slash may have a backslash before it. */
const ESCAPES = [needleOf('\\u', false), needleOf('\\/', false)];

function fieldQuestion(field: Field, values: readonly Value[]): RawQuestion {
  const test = termTest({ field, values });
  const read = READ[field];
  const of = (raw: RawText): readonly string[] => (read === undefined ? [] : read(raw));
  return {
    test: (raw) => {
      const recorded = of(raw);
      return recorded.length === 0 ? test('') : recorded.some(test);
    },
    needles: fieldNeedles(field, values),
  };
}

const PATH_ESCAPES = [...ESCAPES, needleOf('%', false)];

function fieldNeedles(field: Field, values: readonly Value[]): readonly Needle[] | null {
  if (field === 'deprecated') return isFalse(values) ? null : keyNeedles('k8s.io/deprecated');
  if (field === 'webhook') return asksForMissing(values) ? null : keyNeedles('webhook.admission.k8s.io');
  if (field === 'psa') return asksForMissing(values) ? null : keyNeedles('pod-security.kubernetes.io/');
  const literals = values.map(literalOf);
  if (literals.some((literal) => literal === null)) return null;
  const escapes = field === 'path' ? PATH_ESCAPES : ESCAPES;
  return [...literals.flatMap((literal) => literal ?? []), ...escapes];
}

/** Whether a term may ask for what is not so. */
function isFalse(values: readonly Value[]): boolean {
  const test = termTest({ field: 'deprecated', values });
  return test('false') || test('');
}

/** The longest piece that a value surely holds; null where there is none, or it may be written in several ways. */
function literalOf(value: Value): Needle | null {
  if (value.kind !== 'plain') return null;
  const pieces = value.exact ? [value.text] : value.text.split(/[*?]+/);
  const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a), '');
  return /^[\w./:=,-]{3,}$/.test(longest) ? needleOf(longest, !value.exact && !/[A-Z]/.test(value.text)) : null;
}

/** How the fields are read that the index does not hold. */
const READ: Partial<Record<Field, (raw: RawText) => readonly string[]>> = {
  uri: (raw) => stringsAt('requestURI', raw),
  path: (raw) => stringsAt('requestURI', raw).map(decodedPath),
  audit: (raw) => stringsAt('auditID', raw),
  deprecated: (raw) => [String(isDeprecated(raw))],
  webhook: webhooksOf,
  psa: podSecurityOf,
};

function stringsAt(key: string, raw: RawText): readonly string[] {
  return valuesAt(key, parsedRaw(raw)).filter((value) => typeof value === 'string' && value !== '') as string[]; // filtered
}
