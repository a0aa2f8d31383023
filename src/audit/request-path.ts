/**
 * The path of a requestURI as Go's net/url gives it to the apiserver (`url.ParseRequestURI`, then `URL.Path`).
 */

/** A byte Go refuses anywhere in a URI: a C0 control or DEL. */
const CONTROL = /[\u0000-\u001f\u007f]/;
const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/**
 * The percent-decoded path of a requestURI, without its query: `/nope/%7euser?a=b` → `/nope/~user`. Slashes stay as
 * they are and `+` is no space. A URI that Go does not parse (a broken escape, a control character, no leading slash)
 * comes undecoded, up to its `?`. Bytes that are no UTF-8 become U+FFFD, as in the events the apiserver writes.
 */
export function decodedPath(requestURI: string): string {
  const undecoded = untilQuery(requestURI);
  // Nearly every URI: nothing to decode, nothing to refuse.
  if (undecoded.startsWith('/') && !undecoded.includes('%')) return undecoded;
  if (CONTROL.test(requestURI)) return undecoded;
  const path = withoutHost(undecoded);
  if (path === null || BROKEN_ESCAPE.test(path)) return undecoded;
  return unescapePath(path);
}

/** The query of a requestURI, without its `?`; `''` where it has none. */
export function queryOf(requestURI: string): string {
  const mark = requestURI.indexOf('?');
  return mark < 0 ? '' : requestURI.slice(mark + 1);
}

function untilQuery(requestURI: string): string {
  const mark = requestURI.indexOf('?');
  return mark < 0 ? requestURI : requestURI.slice(0, mark);
}

/** `http://host/x` → `/x`, `mailto:x` → `''` (opaque: no path); null for what is no request URI. */
function withoutHost(undecoded: string): string | null {
  if (undecoded.startsWith('/') || undecoded === '*') return undecoded;
  const scheme = SCHEME.exec(undecoded);
  if (scheme === null) return null;
  const rest = undecoded.slice(scheme[0].length);
  if (!rest.startsWith('/')) return '';
  if (!rest.startsWith('//')) return rest;
  const slash = rest.indexOf('/', 2);
  return slash < 0 ? '' : rest.slice(slash);
}

/** All escapes in `path` are whole. */
function unescapePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Not UTF-8: decode the bytes, and replace what cannot be read.
    return new TextDecoder('utf-8').decode(bytesOf(path));
  }
}

function bytesOf(path: string): Uint8Array {
  const bytes = new TextEncoder().encode(path);
  const decoded: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte !== 0x25) {
      decoded.push(byte);
      continue;
    }
    decoded.push(Number.parseInt(String.fromCharCode(bytes[i + 1] ?? 0, bytes[i + 2] ?? 0), 16));
    i += 2;
  }
  return Uint8Array.from(decoded);
}
