/** Sizes, spans and times as people are told them, on the screen and in print: reference/look/README.md, "Text". Plain ASCII. */

/** Decimal: `26 B`, `4.9 kB`, `1.35 GB`. */
export function bytesText(size: number): string {
  if (size < 1000) return `${size} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = size / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 1 ? value.toFixed(2) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

const SPANS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const;

/** How long, roughly, from milliseconds: `3 seconds`, `5 minutes`, `1.5 hours`, `12 days`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  const [size, name] = SPANS.find(([least]) => seconds >= 1.5 * least) ?? [1, 'second'];
  const count = seconds / size;
  const rounded =
    name === 'second' || name === 'minute' || count >= 9.95 ? Math.round(count) : Math.round(count * 10) / 10;
  return `${rounded} ${name}${rounded === 1 ? '' : 's'}`;
}

/** `2026-11-23 21:31:59Z`, from milliseconds since 1970. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
