/** What a name in front of `:` or `~` names. */
import { typeOf, type ValueType } from './field-types.ts';
import { fieldNamed } from './fields.ts';
import { pathText, topKey } from './path.ts';
import type { Field } from './query.ts';
import { suggestField, suggestTopKey } from './suggest.ts';

/** What a name in front of `:` or `~` names. */
export type Target =
  | { readonly kind: 'field'; readonly field: Field; readonly type: ValueType }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'text' }
  | { readonly kind: 'fuzzy' }
  | { readonly kind: 'has' };

/** The target of a name; null where it names nothing. */
export function targetNamed(name: string): Target | null {
  const lower = name.toLowerCase();
  if (lower === 'text' || lower === 'fuzzy' || lower === 'has') return { kind: lower };
  const field = fieldNamed(name);
  if (field !== null) return { kind: 'field', field, type: typeOf(field) };
  const path = pathText(name);
  return path === null ? null : { kind: 'path', path };
}

/** Of what a value of `has:` asks: a field or a path, as it stands in a filter; null where it names nothing. */
export function partNamed(name: string): string | null {
  return fieldNamed(name) ?? pathText(name);
}

/** What is said of a name that names nothing, and what may have been meant. */
export function unknownName(name: string): { readonly message: string; readonly meant: string | null } {
  if (name === '') return { message: 'the name of a field or a path is missing here', meant: null };
  if (topKey(name) !== null) return { message: `${name} is no path: its keys are parted by a dot each`, meant: null };
  const top = suggestTopKey(name);
  if (name.includes('.')) {
    const said = `no field ${name}. A path begins at the top of the event`;
    if (top === null) return { message: `${said}: requestObject.${name}`, meant: `requestObject.${name}` };
    const meant = `${top}${name.slice(name.indexOf('.'))}`;
    return { message: `${said}. Did you mean ${meant}?`, meant };
  }
  const meant = suggestField(name) ?? top;
  if (meant === null) return { message: `no field ${name}. In quotes it is searched as text`, meant };
  return { message: `no field ${name}. Did you mean ${meant}?`, meant };
}
