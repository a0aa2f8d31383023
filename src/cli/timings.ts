/** `--timings`: how long it took, in milliseconds since the process started. design.md, "The command line". */

export interface Timings {
  firstRowsMs: number | null;
  indexedMs: number | null;
}

/** Milliseconds since the process started. */
export function sinceStart(): number {
  return Math.round(performance.now());
}

/** The line that `--timings` writes to stderr. */
export function timingsLine(
  timings: Timings,
  tally: { readonly bytes: number; readonly events: number; readonly badLines: number },
): string {
  const peakRssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  const { bytes, events, badLines } = tally;
  return `${JSON.stringify({ ...timings, bytes, events, badLines, peakRssMiB })}\n`;
}
