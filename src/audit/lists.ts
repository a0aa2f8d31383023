/** The lists of an event: strings within it, and events within an EventList. */
import { type Node, parseTree } from 'jsonc-parser';

/** The items of a JSON list of strings; null items are ''. */
export function parseList(text: string): string[] {
  const items: unknown = JSON.parse(text);
  return Array.isArray(items) ? items.map((item: unknown) => (typeof item === 'string' ? item : '')) : [];
}

const HEAD = '{"kind":"Event","apiVersion":"audit.k8s.io/v1"';

/**
 * The events of an EventList as JSON texts, each with the kind and apiVersion that items of a webhook's list lack,
 * and otherwise as they stand, numbers to the last digit, less the blanks between tokens. Null items are left out, as they hold nothing.
 */
export function listItems(text: string): string[] {
  const items = parseTree(text)?.children?.find((property) => property.children?.[0]?.value === 'items')?.children?.[1];
  return (items?.children ?? []).filter((item) => item.type !== 'null').map((item) => itemText(text, item));
}

function itemText(text: string, item: Node): string {
  const raw = compact(text.slice(item.offset, item.offset + item.length));
  const hasKind = item.children?.some((property) => property.children?.[0]?.value === 'kind') ?? false;
  if (item.type !== 'object' || hasKind) return raw;
  return (item.children?.length ?? 0) === 0 ? `${HEAD}}` : `${HEAD},${raw.slice(1)}`;
}

/** JSON without the blanks between its tokens; what stands in strings stays. A loop, as strings may be megabytes long. */
function compact(json: string): string {
  if (!/\s/.test(json)) return json;
  const pieces: string[] = [];
  for (let at = 0; at < json.length; ) {
    const quote = json.indexOf('"', at);
    pieces.push(json.slice(at, quote < 0 ? json.length : quote).replace(/\s+/g, ''));
    if (quote < 0) break;
    at = stringEnd(json, quote);
    pieces.push(json.slice(quote, at));
  }
  return pieces.join('');
}

/** After the closing quote of the string that opens at `quote`. */
function stringEnd(json: string, quote: number): number {
  for (let at = quote + 1; at < json.length; at++) {
    if (json[at] === '\\') at++;
    else if (json[at] === '"') return at + 1;
  }
  return json.length;
}
