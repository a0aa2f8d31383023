/** Facet toggles and the query are one thing: these edits are what Space, `x` and Backspace do to the filter. */
import { typeOf } from './field-types.ts';
import { type Field, type FieldTerm, type PlainValue, plain, type Query, type Term, type Value } from './query.ts';
import { valueTest } from './value.ts';

/** The values a pane shows with `+`. */
export function includedValues(query: Query, field: Field): readonly string[] {
  return ownTerms(query, field, false).flatMap((term) => term.values.flatMap(textOf));
}

/** The values a pane shows with `-`. */
export function excludedValues(query: Query, field: Field): readonly string[] {
  return ownTerms(query, field, true).flatMap((term) => term.values.flatMap(textOf));
}

/** What a pane may show under that name; of ranges and expressions nothing. */
function textOf(value: Value): readonly string[] {
  return value.kind === 'plain' ? [value.text] : [];
}

function isText(value: Value, text: string): boolean {
  return value.kind === 'plain' && value.text === text;
}

/** Includes a value beside those included already, or takes it out again; an excluded value becomes included. */
export function toggleInclude(query: Query, field: Field, value: string): Query {
  return toggle(query, field, value, false);
}

/** Excludes a value, or lets it in again; an included value becomes excluded. */
export function toggleExclude(query: Query, field: Field, value: string): Query {
  return toggle(query, field, value, true);
}

/** The query without its last term. */
export function dropLast(query: Query): Query {
  return { terms: query.terms.slice(0, -1) };
}

/** The query without its fuzzy terms, and with this one where the text is not empty. */
export function withFuzzy(query: Query, text: string): Query {
  const terms: Term[] = query.terms.filter((term) => term.kind !== 'fuzzy');
  if (text.trim() !== '') terms.push({ kind: 'fuzzy', text: text.trim() });
  return { terms };
}

/** Only events that have any value of the field, `drift:*`, in place of what the query says of that field. */
export function withAnyValue(query: Query, field: Field): Query {
  const terms = query.terms.filter((term) => term.kind !== 'field' || term.field !== field);
  return { terms: [...terms, { kind: 'field', field, values: [plain('*')], negate: false }] };
}

function ownTerms(query: Query, field: Field, negate: boolean): readonly FieldTerm[] {
  return query.terms.filter(
    (term) => term.kind === 'field' && term.field === field && term.negate === negate,
  ) as FieldTerm[]; // just filtered by kind
}

function toggle(query: Query, field: Field, text: string, negate: boolean): Query {
  const had = ownTerms(query, field, negate).some((term) => term.values.some((value) => isText(value, text)));
  const without = removeValue(query, field, text);
  return had ? without : addValue(without, field, toggledValue(field, text), negate);
}

/** The shortest form that means this value: plain text where that says it, else `=`, to the letter. */
export function toggledValue(field: Field, text: string): PlainValue {
  const readsAsOperator = /[*?]|^[<>=[{/]/.test(text) || (field === 'resource' && !text.includes('.'));
  const isPlain = text !== '' && !readsAsOperator && valueTest(typeOf(field), plain(text))(text);
  return isPlain ? plain(text) : plain(text, text !== '');
}

function removeValue(query: Query, field: Field, text: string): Query {
  const terms = query.terms.flatMap((term): Term[] => {
    if (term.kind !== 'field' || term.field !== field) return [term];
    const values = term.values.filter((value) => !isText(value, text));
    return values.length === 0 ? [] : values.length === term.values.length ? [term] : [{ ...term, values }];
  });
  return { terms };
}

/** Joins the first term of the field and sign, so that included values read `verb:(get OR list)`. */
function addValue(query: Query, field: Field, value: Value, negate: boolean): Query {
  const at = query.terms.findIndex((term) => term.kind === 'field' && term.field === field && term.negate === negate);
  const own = query.terms[at];
  if (own === undefined || own.kind !== 'field') {
    return { terms: [...query.terms, { kind: 'field', field, values: [value], negate }] };
  }
  return { terms: query.terms.with(at, { ...own, values: [...own.values, value] }) };
}
