/** Events a second over the last seconds. */

const WINDOW_MS = 3000;

export class Rate {
  private recent: { readonly at: number; readonly events: number }[] = [];

  /** Notes events that came now; `now` in ms. */
  add(events: number, now: number): void {
    this.recent.push({ at: now, events });
  }

  /** The rate now; 0 once nothing has come for the whole window. */
  perSecond(now: number): number {
    this.recent = this.recent.filter(({ at }) => at >= now - WINDOW_MS);
    return this.recent.reduce((sum, { events }) => sum + events, 0) / (WINDOW_MS / 1000);
  }
}
