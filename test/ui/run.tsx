/** Runs the real viewer on the in-memory engine and a fake terminal. */
import { onTestFinished } from 'vitest';
import type { Progress } from '../../src/engine/engine.ts';
import { type AppOptions, runApp } from '../../src/ui/app.tsx';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';
import { fakeScreen, type Screen } from '../support/screen.ts';

export interface Running {
  readonly screen: Screen;
  readonly engine: MemoryEngine;
  /** Settles when the viewer has ended. */
  readonly ended: Promise<void>;
}

export const LIVE: Progress = {
  type: 'sources',
  sources: [{ name: '/var/log/audit.log', phase: 'live', detail: '', read: 1000, size: 1000 }],
};

/** The viewer over these events in a terminal of this size; it is quit when the test ends. */
export function start(
  events: readonly unknown[],
  size: readonly [columns: number, rows: number],
  options: Partial<AppOptions> = {},
): Running {
  const screen = fakeScreen(...size);
  const engine = memoryEngine(events);
  engine.tell(LIVE);
  const ended = runApp({
    engine,
    version: '0.1.0',
    sourceName: 'audit.log',
    sourceArgument: '/var/log/audit.log',
    depth: 'truecolor',
    redact: null,
    stdin: screen.stdin,
    stdout: screen.stdout,
    stderr: screen.stderr,
    ...options,
  });
  onTestFinished(async () => {
    screen.type('\u0003');
    await ended.catch(() => {});
    await engine.close();
  });
  return { screen, engine, ended };
}

/** The row of the screen under the cursor of a pane: the one that stands on the colour of a selection. */
export function selectedRow(screen: Screen, column = 2): string {
  const rows = screen.rows();
  const at = rows.findIndex((_, row) => ['#2b4a6b', '#34383e'].includes(screen.cell(row, column).background));
  return rows[at] ?? '';
}
