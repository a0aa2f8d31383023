/** Text as Go prints it, so that messages agree with kube-apiserver's to the letter. */

const NAMED: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};
/** What unicode.IsPrint does not hold for. */
const UNPRINTABLE = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/** `%q` and strconv.Quote: `a"b` → `"a\"b"`. */
export function goQuote(text: string): string {
  return `"${text.replace(UNPRINTABLE, escapeRune)}"`;
}

function escapeRune(rune: string): string {
  const named = NAMED[rune];
  if (named !== undefined) return named;
  const code = rune.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

/** A list of strings as encoding/json writes it: no spaces, `<`, `>` and `&` escaped. */
export function goJson(list: readonly string[]): string {
  return JSON.stringify(list).replace(/[<>&\u2028\u2029]/g, (found) => `\\u${hex(found.charCodeAt(0), 4)}`);
}

/** Go's order of strings, by bytes of UTF-8, which is the order of code points and not of UTF-16 units. */
export function compareBytes(some: string, other: string): number {
  return Buffer.compare(Buffer.from(some), Buffer.from(other));
}
