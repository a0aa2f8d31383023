/** Reading parsed YAML and JSON of unknown shape: what is not as expected counts as absent. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list, [] for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A list of texts, or a single text as a list of one: numbers and switches are written out, the rest is left out. */
export function stringsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((each: unknown) =>
    typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean' ? [String(each)] : [],
  );
}

/** A text under a key, '' for anything else. */
export function textField(record: Readonly<Record<string, unknown>>, key: string): string {
  const value = record[key];
  return typeof value === 'string' ? value : '';
}
