/** The live viewer: puts store, engine, keys and Ink together. The only file here that touches streams. */
import { Box, render, Text, useApp, useInput, usePaste, useWindowSize } from 'ink';
import { memo, useEffect, useSyncExternalStore } from 'react';
import type { Engine, Progress } from '../engine/engine.ts';
import { EVERYTHING, type Field, type Query } from '../query/query.ts';
import type { ChosenColumn } from './columns.ts';
import { type Controller, createController, type Edge } from './controller.ts';
import type { Redactor } from './document.ts';
import { createFeed } from './feed.ts';
import { keysOf } from './input.ts';
import { createPainter, type Painter } from './painter.ts';
import { createPolicyFeed, namedPolicy, type PolicySource } from './policy-feed.ts';
import type { Action } from './reducer.ts';
import { ASCII, UNICODE } from './signs.ts';
import { initialState } from './state.ts';
import { createStore, type Store } from './store.ts';
import { NOT_STORED, type Stored } from './stored.ts';
import { onUncaught, stopUntilContinued } from './terminal.ts';
import { createTheme, type Depth, type Shade } from './theme.ts';

export interface AppOptions {
  readonly engine: Engine;
  readonly version: string;
  /** As it stands in the header: `audit.log`. */
  readonly sourceName: string;
  /** The sources as the user named them, at least one: paths, directories, globs, `-`. For messages and the command line of a view. */
  readonly sourceArguments: readonly string[];
  readonly policy?: PolicySource | null;
  readonly query?: Query;
  readonly fold?: 'stages' | 'requests';
  /** Rules highlighted from the start. */
  readonly highlight?: readonly number[];
  readonly depth: Depth;
  readonly shade?: Shade;
  readonly ascii?: boolean;
  readonly local?: boolean;
  /** The panes there are to be, in order; null for the usual ones. */
  readonly panes?: readonly Field[] | null;
  /** The columns of the list, in order; null where the width decides. */
  readonly columns?: readonly ChosenColumn[] | null;
  readonly stored?: Stored;
  /** Masks secrets; null shows them (`--no-redact`). */
  readonly redact: Redactor | null;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
  readonly stderr?: NodeJS.WriteStream;
  /** Ends the viewer as `q` does. */
  readonly signal?: AbortSignal;
  /** Called with each frame that was put out: what benchmarks and tests of economy count. */
  readonly onFrame?: () => void;
}

/** Shows the viewer until it is quit; rejects with what broke it, the terminal being as it was before. */
export async function runApp(options: AppOptions): Promise<void> {
  const {
    engine,
    stored = NOT_STORED,
    stdin = process.stdin,
    stdout = process.stdout,
    stderr = process.stderr,
  } = options;
  const start = initialState({
    config: {
      version: options.version,
      sourceName: options.sourceName,
      sourceArguments: options.sourceArguments,
      redact: options.redact !== null,
      panes: options.panes ?? null,
    },
    policy: namedPolicy(options.policy ?? null),
    size: { columns: stdout.columns || 80, rows: stdout.rows || 24 },
    query: options.query ?? EVERYTHING,
    fold: options.fold ?? 'stages',
    highlight: options.highlight ?? [],
    local: options.local ?? false,
    columns: options.columns ?? null,
    past: stored.past,
    saved: stored.saved,
  });
  const store: Store = createStore(start, (cause) => feed.sync(cause));
  const feed = createFeed(engine, () => store, options.redact);
  const painter = createPainter(
    store,
    { signs: options.ascii === true ? ASCII : UNICODE, depth: options.depth },
    createTheme(options.depth, options.shade ?? 'dark'),
  );
  const meter = createMeter(store);
  const handles: Handles = { quit() {}, redraw() {}, async suspend() {} };
  const edge: Edge = {
    write: (sequence) => stdout.write(sequence),
    suspend: () => handles.suspend(),
    redraw: () => handles.redraw(),
    quit: () => handles.quit(),
    now: () => Date.now() * 1000,
    measure: meter.set,
  };
  const controller = createController(engine, store, edge, options.redact, stored);
  const messages = createMessageClock(store);

  feed.sync('key');
  void followChanges(engine, store, options.redact);
  const instance = render(<App store={store} painter={painter} controller={controller} handles={handles} />, {
    stdin,
    stdout,
    stderr,
    // Without this Ink draws nothing wherever CI is set; whether to show a screen at all was decided before.
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    // The controller's: what is being saved is stopped first.
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 60,
    ...(options.onFrame === undefined ? {} : { onRender: options.onFrame }),
  });
  const stopWatching = onUncaught((error) => {
    instance.unmount();
    stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
  // A terminal that went away refuses every write; the signal that says so is on its way.
  const onBroken = (): void => instance.unmount();
  stdout.on('error', onBroken);
  options.signal?.addEventListener('abort', onBroken);
  let failure: { readonly error: unknown } | null = null;
  const { policy = null } = options;
  const policyFeed =
    policy === null
      ? null
      : createPolicyFeed(engine, store, policy, (error) => {
          failure = { error };
          instance.unmount();
        });
  try {
    await instance.waitUntilExit();
    if (failure !== null) throw (failure as { readonly error: unknown }).error; // set by the callback above
  } finally {
    await controller.close();
    policyFeed?.close();
    stopWatching();
    stdout.removeListener('error', onBroken);
    options.signal?.removeEventListener('abort', onBroken);
    messages.close();
    meter.set(false);
    feed.close();
    store.close();
  }
}

interface AppProps {
  readonly store: Store;
  readonly painter: Painter;
  readonly controller: Controller;
  readonly handles: Handles;
}

/** What only a component can reach of Ink; filled in when it is mounted. */
interface Handles {
  quit: () => void;
  redraw: () => void;
  suspend: () => Promise<void>;
}

function App({ store, painter, controller, handles }: AppProps) {
  const { exit, suspendTerminal } = useApp();
  const { columns, rows } = useWindowSize();
  const lines = useSyncExternalStore(painter.subscribe, painter.rows);
  useEffect(() => {
    handles.quit = () => exit();
    // Handing the terminal over for no time at all makes Ink draw everything anew.
    handles.redraw = () => void suspendTerminal(async () => {});
    handles.suspend = () => suspendTerminal(stopUntilContinued);
  }, [exit, suspendTerminal, handles]);
  useEffect(() => {
    store.dispatch({ type: 'resized', size: { columns, rows } });
  }, [columns, rows, store]);
  useInput((input, key) => controller.press(keysOf(input, key)));
  usePaste((text) => controller.paste(text));
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {lines.slice(0, rows).map((line, at) => (
        <Row key={at} line={line} />
      ))}
    </Box>
  );
}

/** One row of the screen; drawn again only when its text changes. */
const Row = memo(function Row({ line }: { readonly line: string }) {
  return <Text wrap="truncate">{line === '' ? ' ' : line}</Text>;
});

async function followChanges(engine: Engine, store: Store, redact: Redactor | null): Promise<void> {
  for await (const progress of engine.changes) {
    store.later(progress.type, { type: 'progress', progress: masked(progress, redact), at: performance.now() });
  }
}

/** The start of a bad line may lie in the middle of a secret. */
function masked(progress: Progress, redact: Redactor | null): Progress {
  if (progress.type !== 'bad' || redact === null) return progress;
  return { ...progress, latest: progress.latest.map((line) => ({ ...line, start: redact(line.start).text })) };
}

/** Takes a message away after some seconds. */
function createMessageClock(store: Store): { close(): void } {
  let shown = store.get().message;
  let timer: NodeJS.Timeout | null = null;
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const unsubscribe = store.subscribe(() => {
    const { message } = store.get();
    if (message === shown) return;
    shown = message;
    stop();
    if (message !== null) timer = setTimeout(() => store.dispatch({ type: 'message', message: null }), 5000);
  });
  return {
    close() {
      stop();
      unsubscribe();
    },
  };
}

/** Measures this process once a second while that is wanted. */
function createMeter(store: Store): { set(on: boolean): void } {
  let timer: NodeJS.Timeout | null = null;
  let last = process.cpuUsage();
  let at = performance.now();
  const measured = (): Action => {
    const { user, system } = process.cpuUsage(last);
    const elapsed = Math.max(1, performance.now() - at);
    last = process.cpuUsage();
    at = performance.now();
    const cpuPercent = (user + system) / 10 / elapsed;
    return { type: 'process', process: { cpuPercent, rss: process.memoryUsage.rss() } };
  };
  return {
    set(on) {
      if (timer !== null) clearInterval(timer);
      timer = null;
      if (on) {
        store.dispatch(measured());
        timer = setInterval(() => store.later('process', measured()), 1000);
      } else if (store.get().process !== null) store.dispatch({ type: 'process', process: null }, 'process');
    },
  };
}
