/** `has:FIELD` is a term on that field like any other: of what is true or false of every event it asks for the true. */
import { typeOf } from './field-types.ts';
import { fieldNamed } from './fields.ts';
import { allTerms, type Field, type FieldTerm, type HasTerm, plain, type Query } from './query.ts';

/** The term on the field that it asks for; null where it asks for a path. */
export function asFieldTerm({ what, negate }: Pick<HasTerm, 'what' | 'negate'>): FieldTerm | null {
  const field = fieldNamed(what);
  if (field === null) return null;
  return { kind: 'field', field, values: [plain(typeOf(field) === 'yes-no' ? 'true' : '*')], negate };
}

/** Whether any term of a query, `has:` among them, asks for one of the fields. */
export function asksFor(query: Query, fields: readonly Field[]): boolean {
  return allTerms(query).some((term) => {
    const ofField = term.kind === 'has' ? asFieldTerm(term) : term;
    return ofField?.kind === 'field' && fields.includes(ofField.field);
  });
}
