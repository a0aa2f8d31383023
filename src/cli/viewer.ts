/** `auditty PATH` and `auditty demo`: the worker first, then the screen. */
import { openSync } from 'node:fs';
import { basename } from 'node:path';
import { isatty, ReadStream } from 'node:tty';
import packageJson from '../../package.json' with { type: 'json' };
import { redact } from '../audit/redact.ts';
import { startEngine } from '../engine/client.ts';
import type { Engine } from '../engine/engine.ts';
import type { ChosenColumn } from '../ui/columns.ts';
import type { PolicySource } from '../ui/policy-feed.ts';
import type { ViewArguments } from './arguments.ts';
import { loadConfig, storedIn } from './config/load.ts';
import type { Configuration } from './config/schema.ts';
import { Complaint, EXIT, type ExitCode } from './exit.ts';
import { isUtf8 } from './locale.ts';
import { checkStdin, openQuery, openSources, type PolicyFile, readPolicyFile, refusedPolicy, STDIN } from './open.ts';
import { watchPolicy } from './policy-watch.ts';
import { withEndingSignals } from './signals.ts';
import { sinceStart, type Timings, timingsLine } from './timings.ts';

/** Beside the main file in the bundle. */
const WORKER = new URL('./worker.js', import.meta.url);

/** The viewer on a file or stdin. What can be wrong is found before the terminal is touched, but for a policy that does not load. */
export async function runViewer(args: ViewArguments): Promise<ExitCode> {
  const sources = openSources(args.sources, args.follow);
  checkStdin(args, 'viewer');
  return await withEndingSignals((signal) => show({ ...args, sources }, null, signal));
}

/** The viewer on a made-up, living cluster. */
export async function runDemo(args: ViewArguments): Promise<ExitCode> {
  const { startDemo } = await import('../demo/write.ts');
  return await withEndingSignals(async (signal) => {
    const demo = startDemo();
    const policy = args.policy === '' ? demo.policyPath : args.policy;
    try {
      return await show({ ...args, policy, sources: [demo.path] }, 'demo cluster', signal);
    } finally {
      demo.stop();
    }
  });
}

/** `title`: what stands in the header instead of the sources' own names; null for these. */
async function show(args: ViewArguments, title: string | null, signal: AbortSignal): Promise<ExitCode> {
  const { path: configPath, config } = await loadConfig(args.config);
  const local = args.local || config.timezone === 'local';
  const { query, since } = openQuery(args, 'viewer', local);
  const file = args.policy === '' ? null : readPolicyFile(args.policy, args.minor);
  if (file === null && args.highlight.length > 0) throw unknownRule(args.highlight[0] ?? 0, NO_POLICY);
  const stdin = keyboard();
  const { sources, rotated, historyBytes, maxMemory, spoolBytes, follow } = args;
  const limits = { historyBytes, maxMemory, spoolBytes, ...(since === null ? {} : { since }) };
  const engine = startEngine(WORKER, { sources, rotated, follow, ...limits });
  const timings: Timings = { firstRowsMs: null, indexedMs: null };
  const watched = watch(engine, timings);
  try {
    // The worker reads while the screen's libraries load, and loads the policy once there are rows to be seen.
    const policy = file === null ? null : loading(engine, file, args);
    const [{ runApp }, { depthFor }] = await Promise.all([import('../ui/app.tsx'), import('../ui/theme.ts')]);
    await runApp({
      engine: watched.engine,
      version: packageJson.version,
      sourceName: title ?? titleOf(args.sources),
      sourceArguments: args.sources,
      policy,
      query,
      fold: args.requests ? 'requests' : 'stages',
      highlight: args.highlight,
      depth: depthFor(args.color, process.env),
      shade: args.light ? 'light' : 'dark',
      ascii: args.ascii || !isUtf8(process.env),
      local,
      panes: config.panes ?? null,
      columns: columnsOf(config),
      stored: storedIn(configPath, config),
      redact: args.redact ? redact : null,
      stdin: stdin.stream,
      signal,
    });
  } finally {
    stdin.close();
    await engine.close();
  }
  if (args.timings) process.stderr.write(timingsLine(timings, watched.tally));
  return EXIT.ok;
}

/** The columns of the list; null where none are named. */
function columnsOf({ columns }: Configuration): readonly ChosenColumn[] | null {
  if (columns === undefined) return null;
  return columns.map((column) => (typeof column === 'string' ? { name: column, width: null } : column));
}

/** What is named, in short. */
function titleOf(sources: readonly string[]): string {
  return sources.map((source) => (source === STDIN ? 'stdin' : basename(source))).join(' ');
}

/** The policy as the engine loads it; one that was named is refused where it does not load, or lacks a rule to highlight. */
function loading(engine: Engine, file: PolicyFile, { highlight, policyFound }: ViewArguments): PolicySource {
  const { name, path, text, minor } = file;
  const checked = engine.policy({ text, minor }).then((found) => {
    if (found === null) throw new Error('the engine gave no answer to a policy');
    if (!found.loaded.ok) {
      if (policyFound) return found;
      throw refusedPolicy(file, found);
    }
    const rules = found.loaded.policy.rules.length;
    const unknown = highlight.find((rule) => rule >= rules);
    if (unknown !== undefined) throw unknownRule(unknown, `${name} ends at R${rules - 1}`);
    return found;
  });
  // Whoever waits for it is told; until somebody does, a refusal is no uncaught error.
  checked.catch(() => undefined);
  return { name, path, minor, text, checked, watch: (onChange) => watchPolicy(path, text, onChange) };
}

const NO_POLICY = 'no policy is loaded: add --policy FILE';

function unknownRule(rule: number, why: string): Complaint {
  return new Complaint(`there is no rule R${rule} to highlight: ${why}`, EXIT.usage);
}

interface Keyboard {
  readonly stream: NodeJS.ReadStream;
  close(): void;
}

/** Keys come from stdin, or from the controlling terminal where stdin is something else, which is not touched here. */
function keyboard(): Keyboard {
  if (isatty(0)) return { stream: process.stdin, close() {} };
  try {
    const stream = new ReadStream(openSync('/dev/tty', 'r'));
    return { stream, close: () => stream.destroy() };
  } catch {
    throw new Complaint('the viewer needs a terminal to read keys from; auditty print needs none', EXIT.usage);
  }
}

/** Notes when the first rows came and when all was read. */
function watch(engine: Engine, timings: Timings) {
  const tally = { bytes: 0, events: 0, badLines: 0 };
  const noted: Engine = {
    ...engine,
    show: (spec, onView) =>
      engine.show(spec, (view) => {
        if (view.rows.length > 0) timings.firstRowsMs ??= sinceStart();
        if (view.total !== null) tally.events = view.total.held;
        onView(view);
      }),
    changes: (async function* () {
      for await (const progress of engine.changes) {
        if (progress.type === 'bad') tally.badLines = progress.count;
        if (progress.type === 'loading') {
          tally.bytes = progress.read;
          if (progress.done) timings.indexedMs ??= sinceStart();
        }
        yield progress;
      }
    })(),
  };
  return { engine: noted, tally };
}
