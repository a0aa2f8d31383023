/** Runs the real viewer on the in-memory engine and a fake terminal. */
import { onTestFinished } from 'vitest';
import type { Progress, SourceStatus } from '../../src/engine/engine.ts';
import { NEWEST_MINOR } from '../../src/policy/version.ts';
import { type AppOptions, runApp } from '../../src/ui/app.tsx';
import type { PolicyChange, PolicySource } from '../../src/ui/policy-feed.ts';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';
import { fakeScreen, type Screen } from '../support/screen.ts';

export interface Running {
  readonly screen: Screen;
  readonly engine: MemoryEngine;
  /** Changes the policy file. */
  edit(change: PolicyChange): void;
  /** Settles when the viewer has ended. */
  readonly ended: Promise<void>;
}

/** What tests say of the viewer; a policy is given by its text, one that need not load begins with `# found`. */
export type Options = Partial<Omit<AppOptions, 'policy'>> & {
  readonly policy?: string;
  /** As in `memoryEngine`. */
  readonly sourceOf?: (auditID: string) => string;
};

/** A source of which all is known. */
export function status(over: Partial<SourceStatus>): SourceStatus {
  return {
    name: '/var/log/audit.log',
    source: 0,
    phase: 'live',
    detail: '',
    read: 0,
    size: 0,
    events: 0,
    badLines: 0,
    perSecond: 0,
    newest: Number.NaN,
    ...over,
  };
}

export const LIVE: Progress = {
  type: 'sources',
  sources: [status({ phase: 'live', read: 1000, size: 1000 })],
};

/** The viewer over these events in a terminal of this size; it is quit when the test ends. */
export function start(
  events: readonly unknown[],
  size: readonly [columns: number, rows: number],
  { policy: text, sourceOf, ...options }: Options = {},
): Running {
  const screen = fakeScreen(...size);
  const engine = memoryEngine(events, sourceOf);
  engine.tell(LIVE);
  let edit: Running['edit'] = () => {
    throw new Error('the policy is not watched (yet)');
  };
  const policy = text === undefined ? null : policySource(engine, text, (onChange) => (edit = onChange));
  const ended = runApp({
    engine,
    version: '0.1.0',
    sourceName: 'audit.log',
    sourceArguments: ['/var/log/audit.log'],
    depth: 'truecolor',
    redact: null,
    policy,
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
  return { screen, engine, edit: (change) => edit(change), ended };
}

function policySource(engine: MemoryEngine, text: string, watched: (edit: Running['edit']) => void): PolicySource {
  const checked = engine.policy({ text, minor: NEWEST_MINOR }).then((found) => {
    if (found === null || (!found.loaded.ok && !text.startsWith('# found')))
      throw new Error('the policy does not load');
    return found;
  });
  checked.catch(() => undefined);
  return {
    name: 'policy.yaml',
    path: '/etc/policy.yaml',
    minor: NEWEST_MINOR,
    text,
    checked,
    watch(onChange) {
      watched(onChange);
      return { close() {} };
    },
  };
}

/** The row of the screen under the cursor of a pane: the one that stands on the colour of a selection. */
export function selectedRow(screen: Screen, column = 2): string {
  const rows = screen.rows();
  const at = rows.findIndex((_, row) => ['#2b4a6b', '#34383e'].includes(screen.cell(row, column).background));
  return rows[at] ?? '';
}
