/** A line of CSV: RFC 4180, with LF as line end as the tools of this field write it; control characters are made visible. */
import { type SafeText, safe } from './safe.ts';

export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => csvCell(safe(cell))).join(',')}\n`;
}

function csvCell(text: SafeText): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
