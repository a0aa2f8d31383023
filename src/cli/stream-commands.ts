/** `auditty print`, `auditty count` and `auditty policy explain`: one forward pass, and its exit code. */
import { safe } from '../audit/safe.ts';
import type { Policy } from '../policy/policy.ts';
import { countEvents, formatCounts } from '../print/count.ts';
import { explainEvents } from '../print/explain.ts';
import { type Output, outputTo } from '../print/output.ts';
import { printEvents } from '../print/print.ts';
import { csvForm, type Form, jsonForm, jsonlForm, tableForm } from '../print/rows.ts';
import type { Tally } from '../print/stream.ts';
import { matcher, type Predicate } from '../query/match.ts';
import { fileSource } from '../sources/file.ts';
import type { Source } from '../sources/source.ts';
import { stdinSource } from '../sources/stdin.ts';
import { openStdin } from '../sources/stdin-stream.ts';
import type { CountArguments, ExplainArguments, PrintArguments } from './arguments.ts';
import { Complaint, checkWritten, EXIT, type ExitCode } from './exit.ts';
import { checkStdin, openPolicy, openQuery, openSource, openSources, STDIN } from './open.ts';
import { sinceStart, type Timings, timingsLine } from './timings.ts';

export async function runPrint(args: PrintArguments): Promise<ExitCode> {
  return await pass(args, args.follow, async (common, out, timings, tally) => {
    const onFirst = (): void => {
      timings.firstRowsMs = sinceStart();
    };
    const form = formOf(args, common.policy !== null);
    return await printEvents({ ...common, form, lines: args.lines, onFirst }, out, tally);
  });
}

export async function runCount(args: CountArguments): Promise<ExitCode> {
  return await pass(args, false, async (common, out, timings, tally) => {
    const job = { ...common, by: args.by, names: args.names, top: args.top, output: args.output };
    const tuples = await countEvents(job, tally);
    if (common.signal.aborted) return 0;
    timings.firstRowsMs = sinceStart();
    out.write(formatCounts(job, tuples));
    await out.flush();
    return tuples.length;
  });
}

export async function runExplain(args: ExplainArguments): Promise<ExitCode> {
  if (args.policy === '') throw new Complaint('no policy given: add --policy FILE', EXIT.usage);
  return await pass(args, args.follow, async ({ policy, ...common }, out, timings, tally) => {
    if (policy === null) throw new Error('a policy was asked for, and openPolicy gave none');
    const onFirst = (): void => {
      timings.firstRowsMs = sinceStart();
    };
    const job = { ...common, policy, output: args.output, lines: args.lines, onFirst };
    return await explainEvents(job, out, tally);
  });
}

function formOf(args: PrintArguments, withRule: boolean): Form {
  if (args.output === 'jsonl') return jsonlForm(args.redact);
  if (args.output === 'json') return jsonForm(args.redact);
  return args.output === 'csv' ? csvForm(withRule) : tableForm(withRule);
}

type Work = (common: Opened, out: Output, timings: Timings, tally: Tally) => Promise<number>;

interface Opened {
  readonly source: Source;
  /** All of them, where a command reads several one after the other. */
  readonly sources: readonly Source[];
  /** Whether the last source is read on when its end is reached: never stdin, whose end is the end. */
  readonly follow: boolean;
  readonly passes: Predicate;
  readonly policy: Policy | null;
  readonly signal: AbortSignal;
}

type StreamArguments = PrintArguments | CountArguments | ExplainArguments;

function openAll(args: StreamArguments, follow: boolean, signal: AbortSignal): Opened {
  checkStdin(args, 'stream');
  const passes = matcher(openQuery(args, 'stream'));
  const policy = openPolicy(args)?.loaded.policy ?? null;
  const several = args.kind === 'policy-explain';
  const paths = several ? openSources(args.sources, follow) : [openSource(args.sources, follow)];
  const [first, ...others] = paths.map((path) =>
    path === STDIN ? stdinSource(openStdin, null) : fileSource(path, { rotated: args.rotated }),
  );
  if (first === undefined) throw new Error('there is no source: openSources gives one at least');
  const sources = [first, ...others];
  return { source: first, sources, follow: follow && paths.at(-1) !== STDIN, passes, policy, signal };
}

async function pass(args: StreamArguments, follow: boolean, work: Work): Promise<ExitCode> {
  const stop = new AbortController();
  let interrupted = false;
  const onSignal = (): void => {
    interrupted = true;
    stop.abort();
  };
  const common = openAll(args, follow, stop.signal);
  const out = outputTo(process.stdout, () => stop.abort());
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const tally: Tally = { bytes: 0, events: 0, badLines: 0, state: null };
  const timings: Timings = { firstRowsMs: null, indexedMs: null };
  const written = await work(common, out, timings, tally);
  timings.indexedMs = sinceStart();
  if (tally.badLines > 0) process.stderr.write(`${tally.badLines} bad ${tally.badLines === 1 ? 'line' : 'lines'}\n`);
  const { phase, detail } = tally.state ?? { phase: 'ended', detail: '' };
  if ((phase === 'ended' || phase === 'live') && detail !== '') process.stderr.write(`${safe(detail)}\n`);
  if (args.timings) process.stderr.write(timingsLine(timings, tally));
  checkWritten(out);
  if (out.closed) return EXIT.ok;
  if (interrupted && !follow) return EXIT.interrupted;
  if (tally.state?.phase === 'failed' || tally.state?.phase === 'denied') {
    throw new Complaint(`${tally.state.name} could not be read: ${tally.state.detail}`, EXIT.unreadable);
  }
  // Only where events were asked for is it worth an exit code that there are none.
  return written > 0 || args.kind === 'policy-explain' ? EXIT.ok : EXIT.nothing;
}
