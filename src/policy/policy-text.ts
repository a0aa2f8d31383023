/** The bytes of a policy file as text, as go-yaml reads them (readerc.go of go.yaml.in/yaml v2.4.4). */

/** Stands in the text for the first byte that is no UTF-8: YAML refuses it, with its place. */
const BROKEN = '\udfff';

/**
 * UTF-8, or UTF-16 where a byte order mark says so. Bytes that are neither leave a lone surrogate, which `loadPolicy`
 * refuses in YAML; JSON has U+FFFD for them, as Go's decoder does. A byte order mark of UTF-8 is kept.
 */
export function policyText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const text = bytes.toString('utf8');
  if (/^\s*\{/.test(text)) return text;
  const again = Buffer.from(text);
  const end = Math.min(again.length, bytes.length);
  let at = 0;
  while (at < end && again[at] === bytes[at]) at++;
  return at === bytes.length && at === again.length
    ? text
    : `${bytes.toString('utf8', 0, at)}${BROKEN}${bytes.toString('utf8', at + 1)}`;
}
