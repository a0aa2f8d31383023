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

/** A string, or a list of them, as encoding/json writes it: no spaces, `<`, `>` and `&` escaped. */
export function goJson(value: string | readonly string[]): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (found) => `\\u${hex(found.charCodeAt(0), 4)}`);
}

/** strconv.FormatFloat with 'g' and the fewest digits that tell a float of so many bits: `1.5`, `1e+06`, `+Inf`. */
export function goFloat(value: number, bits: 32 | 64): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf';
  const short = bits === 64 ? value : shortest32(value);
  const [mantissa = '', exponent = '0'] = short.toExponential().split('e');
  if (Number(exponent) >= -4 && Number(exponent) < 6) return String(short);
  return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

/** The number with the fewest digits that is the same as another to 32 bits. */
function shortest32(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(Math.fround(value).toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return Math.fround(value);
}

/** Go's order of strings, by bytes of UTF-8, which is the order of code points and not of UTF-16 units. */
export function compareBytes(some: string, other: string): number {
  return Buffer.compare(Buffer.from(some), Buffer.from(other));
}
