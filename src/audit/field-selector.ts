/**
 * What a list's query says of its single object and of watching: `fieldSelector=metadata.name=x`, `watch=true`.
 * Source: k8s.io/apimachinery v0.37.2, pkg/fields/selector.go; k8s.io/apiserver v0.37.2, requestinfo.go.
 */

export interface ListOptions {
  readonly watch: boolean;
  /** The name that an exact metadata.name selector asks for, `''` where there is none. */
  readonly name: string;
}

/**
 * Reads the query (without `?`) of a GET without a name. A parameter that does not decode (a selector, limit or
 * timeoutSeconds of wrong syntax) leaves no name, as in the apiserver. labelSelector is not looked at.
 */
export function listOptions(query: string): ListOptions {
  const params = queryParams(query);
  const watch = params.get('watch');
  const isWatch = watch !== undefined && watch !== '0' && watch.toLowerCase() !== 'false';
  const numbers = [params.get('limit'), params.get('timeoutSeconds')];
  if (numbers.some((text) => text !== undefined && !isInteger(text))) return { watch: isWatch, name: '' };
  return { watch: isWatch, name: nameSelected(params.get('fieldSelector') ?? '') };
}

/** strconv.ParseInt with base 10, but for its range. */
function isInteger(text: string): boolean {
  return /^[+-]?[0-9]+$/.test(text);
}

/** The first value of each parameter; those whose escapes are broken, or with a `;`, are left out (url.ParseQuery). */
function queryParams(query: string): Map<string, string> {
  const params = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const key = unescapeQuery(equals < 0 ? pair : pair.slice(0, equals));
    const value = unescapeQuery(equals < 0 ? '' : pair.slice(equals + 1));
    if (key !== null && value !== null && !params.has(key)) params.set(key, value);
  }
  return params;
}

function unescapeQuery(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** The name of the first exact term on metadata.name; a selector that does not parse selects no name. */
function nameSelected(selector: string): string {
  let name = '';
  for (const term of splitTerms(selector)) {
    if (term === '') continue;
    const parsed = parseTerm(term);
    if (parsed === null) return '';
    if (name === '' && parsed.exact && parsed.field === 'metadata.name') name = parsed.value;
  }
  return isPathSegmentName(name) ? name : '';
}

/** Splits on commas that no backslash escapes. */
function splitTerms(selector: string): string[] {
  return selector.match(/(?:\\[\s\S]|[^,\\])+|\\$/g) ?? [];
}

function parseTerm(term: string): { field: string; exact: boolean; value: string } | null {
  const found = /^([\s\S]*?)(!=|==|=)([\s\S]*)$/.exec(term);
  if (found === null) return null;
  const [, field = '', operator = '', escaped = ''] = found;
  // Only \\ \, and \= are escapes, and a bare comma or equals sign must be one (fields.UnescapeValue).
  if (!/^(?:\\[\\,=]|[^\\,=])*$/.test(escaped)) return null;
  return { field, exact: operator !== '!=', value: escaped.replace(/\\([\\,=])/g, '$1') };
}

/** A name that can stand in a path (IsPathSegmentName of k8s.io/apimachinery v0.37.2). */
function isPathSegmentName(name: string): boolean {
  return name !== '.' && name !== '..' && !/[/%]/.test(name);
}
