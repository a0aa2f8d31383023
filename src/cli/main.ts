/** The program's entry: what was asked for, and the exit code it ends with. */
import { isatty } from 'node:tty';
import packageJson from '../../package.json' with { type: 'json' };
import type { Arguments, PrintArguments, ViewArguments } from './arguments.ts';
import { Complaint, EXIT, type ExitCode } from './exit.ts';
import { parseArguments } from './parse-arguments.ts';

async function run(argv: readonly string[]): Promise<ExitCode> {
  const args = parseArguments(argv, packageJson.version);
  if (args.kind === 'ended') {
    (args.ok ? process.stdout : process.stderr).write(args.text);
    return args.ok ? EXIT.ok : EXIT.usage;
  }
  const given = args.kind === 'view' ? await withPiped(args) : args;
  return await dispatch(await withSource(given.kind === 'view' && !process.stdout.isTTY ? asPrint(given) : given));
}

/** What is piped into the viewer is meant to be read by it: the machine's own log is not opened instead. */
async function withPiped(args: ViewArguments): Promise<ViewArguments> {
  if (args.sources.length > 0) return args;
  const { isPiped, STDIN } = await import('./open.ts');
  return args.policy !== STDIN && isPiped() ? { ...args, sources: [STDIN] } : args;
}

/** Where no file is named, the audit log of this machine. */
async function withSource(args: Arguments): Promise<Arguments> {
  if (!('sources' in args) || args.sources.length > 0) return args;
  const found = (await import('./found.ts')).withFound(args);
  process.stderr.write(found.note);
  return found.args;
}

async function dispatch(args: Arguments): Promise<ExitCode> {
  if (args.kind === 'demo' && !process.stdout.isTTY) throw new Complaint('the demo needs a terminal', EXIT.usage);
  // Each command loads what it needs: printing must not wait for the screen's libraries.
  switch (args.kind) {
    case 'print':
      return await (await import('./stream-commands.ts')).runPrint(args);
    case 'count':
      return await (await import('./stream-commands.ts')).runCount(args);
    case 'policy-explain':
      return await (await import('./stream-commands.ts')).runExplain(args);
    case 'policy-check':
      return await (await import('./policy-check.ts')).runCheck(args);
    case 'config':
      return (await import('./config/command.ts')).runConfig(args.command, args.path);
    case 'doctor':
      return await (await import('./doctor.ts')).runDoctor(args);
    case 'demo':
      return await (await import('./viewer.ts')).runDemo(args.view);
    case 'view':
      return await (await import('./viewer.ts')).runViewer(args);
  }
}

/** Where stdout is no terminal the viewer prints, and follows only if told to. */
function asPrint(args: ViewArguments): PrintArguments {
  const { sources, query, fuzzy, since, until, local, policy, minor, rotated, redact, timings, lines, color } = args;
  return {
    kind: 'print',
    sources,
    query,
    fuzzy,
    since,
    until,
    local,
    policy,
    minor,
    rotated,
    redact,
    timings,
    lines,
    follow: args.followAsked,
    output: 'table',
    columns: null,
    color,
  };
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof Complaint) {
    process.stderr.write(`auditty: ${error.message}\n`);
    process.exitCode = error.code;
  } else {
    process.stderr.write(
      `auditty: this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = EXIT.bug;
  }
}
// Under Bun a read of the controlling terminal that is under way would keep the program until one more key comes.
if (process.versions.bun !== undefined && process.stdout.isTTY && !isatty(0)) process.exit();
