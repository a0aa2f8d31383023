/** `auditty print` and `auditty count`: one forward pass, and its exit code. */
import { countEvents, formatCounts } from '../print/count.ts';
import { outputTo } from '../print/output.ts';
import { printEvents } from '../print/print.ts';
import { csvForm, type Form, jsonForm, jsonlForm, tableForm } from '../print/rows.ts';
import type { Tally } from '../print/stream.ts';
import { matcher } from '../query/match.ts';
import { fileSource } from '../sources/file.ts';
import type { CountArguments, PrintArguments } from './arguments.ts';
import { Complaint, EXIT, type ExitCode } from './exit.ts';
import { openPolicy, openQuery, openSource } from './open.ts';
import { sinceStart, type Timings, timingsLine } from './timings.ts';

export async function runPrint(args: PrintArguments): Promise<ExitCode> {
  return await pass(args, args.follow, async (common, out, timings, tally) => {
    const onFirst = (): void => {
      timings.firstRowsMs = sinceStart();
    };
    const form = formOf(args, common.policy !== null);
    return await printEvents({ ...common, form, lines: args.lines, follow: args.follow, onFirst }, out, tally);
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

function formOf(args: PrintArguments, withRule: boolean): Form {
  if (args.output === 'jsonl') return jsonlForm(args.redact);
  if (args.output === 'json') return jsonForm(args.redact);
  return args.output === 'csv' ? csvForm(withRule) : tableForm(withRule);
}

type Work = (
  common: ReturnType<typeof openAll>,
  out: ReturnType<typeof outputTo>,
  timings: Timings,
  tally: Tally,
) => Promise<number>;

function openAll(args: PrintArguments | CountArguments, follow: boolean, signal: AbortSignal) {
  const passes = matcher(openQuery(args, 'stream'));
  const policy = openPolicy(args.policy)?.loaded.policy ?? null;
  return { source: fileSource(openSource(args.sources, follow)), passes, policy, signal };
}

async function pass(args: PrintArguments | CountArguments, follow: boolean, work: Work): Promise<ExitCode> {
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
  if (args.timings) process.stderr.write(timingsLine(timings, tally));
  if (out.failure !== null)
    throw new Complaint(`the output cannot be written: ${out.failure.message}`, EXIT.unwritable);
  if (out.closed) return EXIT.ok;
  if (interrupted && !follow) return EXIT.interrupted;
  if (tally.state?.phase === 'failed' || tally.state?.phase === 'denied') {
    throw new Complaint(`${common.source.name} could not be read: ${tally.state.detail}`, EXIT.unreadable);
  }
  return written > 0 ? EXIT.ok : EXIT.nothing;
}
