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
 * and otherwise as they stand, numbers to the last digit. Null items are left out, as they hold nothing.
 */
export function listItems(text: string): string[] {
  const items = parseTree(text)?.children?.find((property) => property.children?.[0]?.value === 'items')?.children?.[1];
  return (items?.children ?? []).filter((item) => item.type !== 'null').map((item) => itemText(text, item));
}

function itemText(text: string, item: Node): string {
  const raw = text.slice(item.offset, item.offset + item.length);
  const hasKind = item.children?.some((property) => property.children?.[0]?.value === 'kind') ?? false;
  if (item.type !== 'object' || hasKind) return raw;
  return (item.children?.length ?? 0) === 0 ? `${HEAD}}` : `${HEAD},${raw.slice(1)}`;
}
