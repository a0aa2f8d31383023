/** What the engine tells beside views: its source, how much is read, the rate, bad lines, drift. */
import type { SourceState } from '../sources/source.ts';
import type { Progress } from './engine.ts';
import type { Index } from './index-store.ts';
import { Rate } from './rate.ts';

export class Telling {
  /** The source as it last was; nothing is told before it has said how it is. */
  state: SourceState | null = null;
  /** What the user should know of the source beside its state. */
  note = '';
  private readonly index: Index;
  private readonly onProgress: (progress: Progress) => void;
  private readonly rate = new Rate();
  private rateTimer: NodeJS.Timeout | null = null;
  private toldBad = 0;
  private toldDrift = 0;

  constructor(index: Index, onProgress: (progress: Progress) => void) {
    this.index = index;
    this.onProgress = onProgress;
  }

  /** Notes events that came at the end of the source. */
  came(events: number): void {
    if (this.state?.phase === 'live') this.rate.add(events, Date.now());
  }

  /** Tells how things stand. */
  tell(): void {
    const { index, state } = this;
    if (state === null) return;
    const done = state.phase !== 'reading';
    this.onProgress({ type: 'sources', sources: [{ ...state, detail: state.detail || this.note }] });
    this.onProgress({ type: 'loading', read: state.read, size: state.size, done, events: index.held });
    this.tellRate();
    if (index.badCount !== this.toldBad) {
      this.toldBad = index.badCount;
      const latest = index.bad.map(({ fileId: _, ...line }) => line);
      this.onProgress({ type: 'bad', count: index.badCount, latest });
    }
    if (index.drifting !== this.toldDrift) {
      this.toldDrift = index.drifting;
      this.onProgress({ type: 'drift', count: index.drifting });
    }
  }

  close(): void {
    if (this.rateTimer !== null) clearTimeout(this.rateTimer);
  }

  /** Live events a second; while there are any, it is told again until they are out of the window. */
  private tellRate(): void {
    const perSecond = this.rate.perSecond(Date.now());
    this.onProgress({ type: 'rate', perSecond });
    if (perSecond === 0) return;
    this.rateTimer ??= setTimeout(() => {
      this.rateTimer = null;
      this.tellRate();
    }, 1000);
  }
}
