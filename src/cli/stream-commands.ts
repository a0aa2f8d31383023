/** `auditty print`, `auditty count` and `auditty policy explain`: one forward pass, and its exit code. */
import { safe } from '../audit/safe.ts';
import type { Policy } from '../policy/policy.ts';
import { countEvents, formatCounts, TooManyValues } from '../print/count.ts';
import { explainEvents } from '../print/explain.ts';
import { type Gate, queryGate } from '../print/gate.ts';
import { type Output, outputTo } from '../print/output.ts';
import { printEvents } from '../print/print.ts';
import { type Besides, csvForm, type Form, jsonForm, jsonlForm, tableForm } from '../print/rows.ts';
import { emptyTally, type OnState, type Tally } from '../print/stream.ts';
import { painter } from '../print/tone.ts';
import { collect } from '../sources/collect.ts';
import type { SourceState } from '../sources/source.ts';
import { stdinSource } from '../sources/stdin.ts';
import { openStdin } from '../sources/stdin-stream.ts';
import type { Collection } from '../sources/together.ts';
import type { CountArguments, ExplainArguments, PrintArguments } from './arguments.ts';
import { wantsColors } from './colors.ts';
import { Complaint, checkWritten, EXIT, type ExitCode } from './exit.ts';
import { isUtf8 } from './locale.ts';
import { checkStdin, isOneFile, openInTurn, openPolicy, openQuery, openSources, STDIN } from './open.ts';
import { sinceStart, type Timings, timingsLine } from './timings.ts';

/** Of one read, where a block of each of several sources is held. */
const BLOCK_BYTES = 256 * 1024;

/** Combinations of values that `count` holds: some hundred megabytes. */
const MOST_COUNTED = 2_000_000;

export async function runPrint(args: PrintArguments): Promise<ExitCode> {
  return await pass(args, args.follow, async (common, out, timings, tally) => {
    const onFirst = (): void => {
      timings.firstRowsMs = sinceStart();
    };
    const form = formOf(args, { rule: common.policy !== null, source: common.several });
    return await printEvents({ ...common, form, lines: args.lines, onFirst }, out, tally);
  });
}

export async function runCount(args: CountArguments): Promise<ExitCode> {
  return await pass(args, false, async (common, out, timings, tally) => {
    const { by, names, top, output, color } = args;
    const ascii = args.ascii || !isUtf8(process.env);
    const job = { ...common, by, names, top, output, ascii, most: MOST_COUNTED, paint: painter(wantsColors(color)) };
    const counts = await countEvents(job, tally).catch((error: unknown) => {
      if (!(error instanceof TooManyValues)) throw error;
      const many = `more than ${MOST_COUNTED.toLocaleString('en')} different values of ${names.join(',')}`;
      throw new Complaint(`${many}: name fewer fields, or filter with -q`, EXIT.usage);
    });
    if (common.signal.aborted) return 0;
    timings.firstRowsMs = sinceStart();
    out.write(formatCounts(job, counts));
    await out.flush();
    return counts.tuples.length;
  });
}

export async function runExplain(args: ExplainArguments): Promise<ExitCode> {
  if (args.policy === '') throw new Complaint('no policy given: add --policy FILE', EXIT.usage);
  return await pass(args, args.follow, async ({ policy, ...common }, out, timings, tally) => {
    if (policy === null) throw new Error('a policy was asked for, and openPolicy gave none');
    const onFirst = (): void => {
      timings.firstRowsMs = sinceStart();
    };
    const { output, lines, color } = args;
    const job = { ...common, policy, output, lines, onFirst, paint: painter(wantsColors(color)) };
    return await explainEvents(job, out, tally);
  });
}

function formOf(args: PrintArguments, besides: Besides): Form {
  if (args.output === 'jsonl') return jsonlForm(args.redact);
  if (args.output === 'json') return jsonForm(args.redact);
  if (args.output === 'csv') return csvForm(args.columns, besides);
  return tableForm(args.columns, besides, painter(wantsColors(args.color)));
}

type Work = (common: Opened, out: Output, timings: Timings, tally: Tally) => Promise<number>;

interface Opened {
  readonly collection: Collection;
  /** Whether there are several sources, or may be. */
  readonly several: boolean;
  /** Whether sources are read on when their end is reached: never stdin alone, whose end is the end. */
  readonly follow: boolean;
  readonly gate: Gate;
  readonly policy: Policy | null;
  readonly signal: AbortSignal;
  readonly onState: OnState;
}

type StreamArguments = PrintArguments | CountArguments | ExplainArguments;

async function openAll(
  args: StreamArguments,
  follow: boolean,
  signal: AbortSignal,
  onState: OnState,
  onStopped: (why: string) => void,
): Promise<Opened> {
  checkStdin(args, 'stream');
  const gate = queryGate(openQuery(args, 'stream').query, onStopped);
  const policy = openPolicy(args)?.loaded.policy ?? null;
  const inTurn = args.kind === 'policy-explain';
  const named = (inTurn ? openInTurn : openSources)(args.sources, follow);
  const collection = await collect(named, {
    files: { rotated: args.rotated, ...(isOneFile(named) ? {} : { blockBytes: BLOCK_BYTES }) },
    stdin: () => stdinSource(openStdin, null),
  });
  if (!follow && collection.sources.length === 0) throw await nothingFound(collection, signal);
  const several = collection.sources.length > 1 || (follow && collection.later !== null);
  // Of those read one after the other the last is followed.
  const onlyStdin = named.at(-1) === STDIN && (inTurn || named.length === 1);
  return { collection, several, follow: follow && !onlyStdin, gate, policy, signal, onState };
}

/** The complaint of a command that has nothing to read, and waits for nothing. */
async function nothingFound({ later }: Collection, signal: AbortSignal): Promise<Complaint> {
  const troubles: string[] = [];
  for await (const arrival of later?.(signal, false) ?? []) {
    if (arrival.type === 'place') troubles.push(troubleText(arrival.state, 'place'));
  }
  return new Complaint(troubles.join('\nauditty: '), EXIT.unreadable);
}

async function pass(args: StreamArguments, follow: boolean, work: Work): Promise<ExitCode> {
  const stop = new AbortController();
  let interrupted = false;
  const onSignal = (): void => {
    interrupted = true;
    stop.abort();
  };
  const tell = teller();
  const onState: OnState = (state, of) => {
    if (follow && AWAY.includes(state.phase)) tell(troubleText(state, of));
  };
  let stopped: string | null = null;
  const common = await openAll(args, follow, stop.signal, onState, (why) => {
    stopped = why;
    stop.abort();
  });
  const out = outputTo(process.stdout, () => stop.abort());
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const tally = emptyTally();
  const timings: Timings = { firstRowsMs: null, indexedMs: null };
  const written = await work(common, out, timings, tally);
  timings.indexedMs = sinceStart();
  tellBadLines(tally, common.several);
  for (const { name, phase, detail } of tally.sources.values()) {
    if ((phase === 'ended' || phase === 'live') && detail !== '') {
      process.stderr.write(`${common.several ? `${safe(name)}: ` : ''}${safe(detail)}\n`);
    }
  }
  const cut = out.closed || (interrupted && !follow) || stopped !== null;
  const troubles = cut ? [] : troublesOf(tally);
  for (const trouble of troubles) tell(trouble);
  if (args.timings) process.stderr.write(timingsLine(timings, tally));
  checkWritten(out);
  if (stopped !== null) throw new Complaint(stopped, EXIT.usage);
  if (out.closed) return EXIT.ok;
  if (cut) return EXIT.interrupted;
  if (troubles.length > 0) return EXIT.unreadable;
  // Only where events were asked for is it worth an exit code that there are none.
  return written > 0 || args.kind === 'policy-explain' ? EXIT.ok : EXIT.nothing;
}

/** What is told while following, as nobody would see it for long else. */
const AWAY: readonly SourceState['phase'][] = ['failed', 'denied', 'waiting', 'gone'];

/** Writes each sentence once. */
function teller(): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (!told.has(text)) process.stderr.write(`auditty: ${text}\n`);
    told.add(text);
  };
}

function troubleText({ name, phase, detail }: SourceState, of: 'source' | 'place'): string {
  const isSentence = of === 'place' || phase === 'waiting' || phase === 'gone';
  return safe(isSentence ? detail.replace(/\.$/, '') : `${name} could not be read: ${detail}`);
}

/** Why sources, and places in which they are looked for, could not be read; places first, each by name. */
function troublesOf({ sources, places }: Tally): string[] {
  const unread = ({ phase }: SourceState): boolean => phase === 'failed' || phase === 'denied';
  return [
    ...[...places.values()]
      .filter(unread)
      .map((state) => troubleText(state, 'place'))
      .sort(),
    ...[...sources.values()]
      .filter(unread)
      .map((state) => troubleText(state, 'source'))
      .sort(),
  ];
}

function tellBadLines({ badLines, badIn }: Tally, several: boolean): void {
  const lines = (count: number): string => `${count} bad ${count === 1 ? 'line' : 'lines'}\n`;
  const each = several ? [...badIn].sort(([a], [b]) => (a < b ? -1 : 1)) : [];
  for (const [name, count] of each) process.stderr.write(`${safe(name)}: ${lines(count)}`);
  if (badLines > 0) process.stderr.write(lines(badLines));
}
