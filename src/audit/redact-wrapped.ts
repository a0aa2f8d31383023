/**
 * Masking in a line that a container runtime or a log shipper wrapped and whose content is no event. Runtimes cut long
 * lines in parts, so that a part may be anything of an event, the middle of a secret too.
 */
import { endOfString } from './json-text.ts';
import { type Edit, MASK_STRING } from './mask.ts';
import { BODIES } from './redact-broken.ts';
import { CONTAINER_LINE } from './wrapped.ts';

/** Plain members, then the field that carries the line; an audit event has no such field. */
const CARRIED =
  /^\s*\{\s*(?:"[^"\\]{0,100}"\s*:\s*(?:"[^"\\]{0,1000}"|[\w.+-]{1,40})\s*,\s*){0,20}"(?:log|message|event|original)"\s*:\s*(?=")/;

/** What of a text is the content of a wrapper that may hold a secret; none for anything else. */
export function wrappedEdits(text: string): readonly Edit[] {
  const line = CONTAINER_LINE.exec(text);
  if (line !== null) {
    const start = line[0].length;
    return isDoubtful(text.slice(start)) ? [{ start, end: text.length, text: MASK_STRING }] : [];
  }
  const carried = CARRIED.exec(text);
  if (carried === null) return [];
  const start = carried[0].length;
  const end = endOfString(text, start);
  return isDoubtful(text.slice(start + 1, end).replace(/"$/, '')) ? [{ start, end, text: MASK_STRING }] : [];
}

/** The beginning of an event says nothing secret before its bodies, and plain words are no part of one. */
function isDoubtful(content: string): boolean {
  if (/^\s*\{/.test(content)) return BODIES.some((key) => content.includes(key)) || /data|token/i.test(content);
  return content.includes('"') || !/\s/.test(content.trim());
}
