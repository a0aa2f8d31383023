/** Lists of strings within an event. */

/** The items of a JSON list of strings; null items are ''. */
export function parseList(text: string): string[] {
  const items: unknown = JSON.parse(text);
  return Array.isArray(items) ? items.map((item: unknown) => (typeof item === 'string' ? item : '')) : [];
}
