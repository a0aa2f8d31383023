/** The bytes of a policy file as text, as go-yaml reads them (readerc.go of go.yaml.in/yaml v2.4.4). */

/** Stands in the text for the first byte that is no UTF-8: YAML refuses it, with its place. */
const BROKEN = '\udfff';

/**
 * UTF-8, or UTF-16 where a byte order mark says so. Bytes that are neither leave a lone surrogate, which `loadPolicy`
 * refuses in YAML; JSON has U+FFFD for them, as Go's decoder does. A byte order mark of UTF-8 is kept.
 */
export function policyText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16('utf-16be', bytes);
  const text = bytes.toString('utf8');
  if (/^\s*\{/.test(text)) return text;
  const again = Buffer.from(text);
  const end = Math.min(again.length, bytes.length);
  let at = 0;
  while (at < end && again[at] === bytes[at]) at++;
  if (at === bytes.length && at === again.length) return text;
  return `${bytes.toString('utf8', 0, at)}${BROKEN}${bytes.toString('utf8', at + 1)}`;
}

/** The byte order mark stays: without it a brace would make it JSON, which Go does not look for in UTF-16. */
function utf16(encoding: 'utf-16le' | 'utf-16be', bytes: Buffer): string {
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  // A byte left over at the end, or half a pair, is U+FFFD to the decoder; one that is written is none.
  const whole = bytes.length % 2 === 0 && (encoding === 'utf-16le' ? bytes : Buffer.from(bytes).swap16());
  return whole !== false && whole.toString('utf16le') === text ? text : text.replaceAll('\ufffd', BROKEN);
}
