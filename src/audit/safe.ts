/**
 * The single place where text from a log becomes text for a terminal. Log content is hostile: user agents, URIs
 * and names come from attackers. Painters take `SafeText` only, so that a raw string does not compile.
 */

declare const safeBrand: unique symbol;
/** Text that holds no control character, no escape sequence and no bidirectional override. */
export type SafeText = string & { readonly [safeBrand]: true };

/**
 * What never reaches a terminal: C0 and C1 controls and DEL (escape sequences begin with one of them), line and
 * paragraph separators, bidirectional marks, embeddings, overrides and isolates, zero-width and other invisible
 * format characters, tags, lone surrogates, and the byte order mark.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f]/g;

/** ESC becomes `\x1b`, U+202E becomes `\u202e`, a lone surrogate `\ud800`: visible, and harmless. */
function visible(found: string): string {
  if (found === '\n') return '\\n';
  if (found === '\t') return '\\t';
  if (found === '\r') return '\\r';
  const code = found.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Makes any text safe to print, on one line; what is harmful is shown as a backslash escape. */
export function safe(text: string): SafeText {
  // The cast is the brand's only source: after the replacement nothing unsafe is left.
  return text.replace(UNSAFE, visible) as SafeText;
}

/** A text written in this program's own source, which needs no cleaning; never pass it a variable's content. */
export function literal(text: string): SafeText {
  return text as SafeText; // the caller vouches for its own literal
}

/** A value as JSON that is safe to print and means the same: what is harmful is written as `\uXXXX`. */
export function safeJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(UNSAFE, (found) => (found === '\n' ? found : codeUnits(found)));
}

function codeUnits(text: string): string {
  return text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
