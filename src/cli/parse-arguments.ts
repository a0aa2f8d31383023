/** From the words after the program's name to what is asked for. */
import { Command, CommanderError } from 'commander';
import { COLUMN_FIELDS } from '../query/columns.ts';
import type { Arguments, Ended, NamedFields } from './arguments.ts';
import {
  colorOption,
  commonOf,
  commonOptions,
  configOption,
  fieldList,
  outputOption,
  versionOption,
  viewOf,
  viewOptions,
  wholeNumber,
} from './options.ts';

const SOURCE =
  'audit logs: a file, a directory, a quoted pattern; several, merged by time; - for stdin; none: the one of this machine';
const ALL_FIELDS = COLUMN_FIELDS.join(' ');
const FORMS = ['table', 'jsonl', 'csv', 'json'];

const CONFIG_COMMANDS = [
  ['print', 'prints it as it is'],
  ['path', 'tells where it is, or would be'],
  ['check', 'tells what is wrong with it'],
] as const;

/** Parses what stands after the program's name. `version` is the program's own. */
export function parseArguments(argv: readonly string[], version: string): Arguments | Ended {
  let parsed: Arguments | null = null;
  let out = '';
  let err = '';
  const program = new Command('auditty');
  const done = (value: Arguments): void => {
    parsed = value;
  };
  const quiet = {
    writeOut: (text: string) => {
      out += text;
    },
    writeErr: (text: string) => {
      err += text;
    },
  };
  const prepare = (command: Command): Command =>
    command.exitOverride().configureOutput(quiet).showSuggestionAfterError(true);

  viewOptions(prepare(program))
    .description('Shows Kubernetes audit logs live.')
    .version(version, '-V, --version')
    .argument('[source...]', SOURCE)
    .enablePositionalOptions()
    .addHelpText('after', HELP)
    .action((sources: string[], options) => done(viewOf(sources, options)));

  commonOptions(prepare(program.command('print')))
    .description('prints matching events to stdout')
    .argument('[source...]', SOURCE)
    .option('-f, --follow', 'go on as events come')
    .option('-n, --lines <n>', 'only the last n', wholeNumber)
    .addOption(outputOption(FORMS))
    .option('--columns <fields>', `columns of the table and of CSV, with commas between: ${ALL_FIELDS}`, fieldList)
    .addOption(colorOption())
    .action((sources: string[], options, command: Command) => {
      const { output, color } = options;
      const columns: NamedFields | null = options.columns ?? null;
      if (columns !== null && output !== 'table' && output !== 'csv')
        command.error('error: --columns is for -o table and -o csv: JSON has the whole event');
      done({
        kind: 'print',
        ...commonOf(sources, options),
        follow: options.follow === true,
        lines: options.lines ?? null,
        output,
        columns,
        color,
      });
    });

  commonOptions(prepare(program.command('count')))
    .description('counts matching events')
    .argument('[source...]', SOURCE)
    .requiredOption('--by <fields>', `fields to count by, with commas between: ${ALL_FIELDS}`, fieldList)
    .option('--top <n>', 'only the n most frequent', wholeNumber)
    .addOption(outputOption(FORMS))
    .addOption(colorOption())
    .option('--ascii', 'plain ASCII signs')
    .action((sources: string[], options) =>
      done({
        kind: 'count',
        ...commonOf(sources, options),
        by: options.by.fields,
        names: options.by.names,
        top: options.top ?? null,
        output: options.output,
        color: options.color,
        ascii: options.ascii === true,
      }),
    );

  const policy = prepare(program.command('policy')).description(
    'what an audit policy means, and what is wrong with it',
  );
  policy.action(() => policy.error('error: policy needs a command: check or explain'));
  prepare(policy.command('check'))
    .description('what kube-apiserver would say of a policy file, and what it does that was hardly meant')
    .argument('<policy>', 'the policy, a file; - for stdin')
    .addOption(versionOption())
    .addOption(outputOption(['text', 'json', 'jsonl']))
    .addOption(colorOption())
    .action((path: string, options) => {
      const { kubernetesVersion: minor, output, color } = options;
      done({ kind: 'policy-check', path, minor, output, color });
    });

  commonOptions(prepare(policy.command('explain')))
    .description('tells for each event the rule that matches it, and what it records')
    .argument('[source...]', 'audit logs, as for print, one after the other')
    .option('-f, --follow', 'go on as events come')
    .option('-n, --lines <n>', 'only the last n', wholeNumber)
    .addOption(outputOption(['table', 'jsonl', 'json']))
    .addOption(colorOption())
    .action((sources: string[], options) =>
      done({
        kind: 'policy-explain',
        ...commonOf(sources, options),
        follow: options.follow === true,
        lines: options.lines ?? null,
        output: options.output,
        color: options.color,
      }),
    );

  prepare(program.command('doctor'))
    .description("tells what this machine's audit set-up is, and what is missing")
    .addHelpText('after', DOCTOR_HELP)
    .addOption(outputOption(['text', 'json']))
    .addOption(colorOption())
    .action(({ output, color }) => done({ kind: 'doctor', output, color }));

  const config = prepare(program.command('config')).description('the configuration: columns, panes, saved filters');
  config.action(() => config.error('error: config needs a command: print, path or check'));
  for (const [command, does] of CONFIG_COMMANDS) {
    prepare(config.command(command))
      .description(does)
      .addOption(configOption())
      .action((options) => done({ kind: 'config', command, path: options.config }));
  }

  viewOptions(prepare(program.command('demo')))
    .description('opens the viewer on a made-up, living cluster')
    .action((options) => done({ kind: 'demo', view: viewOf([], options) }));

  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0
      ? { kind: 'ended', ok: true, text: out }
      : { kind: 'ended', ok: false, text: sentence(err) };
  }
  return parsed ?? { kind: 'ended', ok: false, text: sentence(err) };
}

/** Commander's complaint as one line with the program's name in front. */
function sentence(text: string): string {
  const plain = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ');
  return `auditty: ${plain}${/[.?]$/.test(plain) ? '' : '.'} See auditty --help.\n`;
}

const DOCTOR_HELP = `
It reads only. It ends with 0 where an audit log can be read, with 3 where it is there and
may not be read, else with 1.
`;

const HELP = `
A query is terms with spaces between, all of which must hold:
  verb:delete user:alice    whole values, ignoring case unless a capital is typed
  verb:(get OR list)        one of several
  -user:system:*            not; * and ? are wildcards
  code:>=400  ip:10.0.0.0/8  resource:pods/log  payments

A source is a file with its rotated siblings, a directory (the audit logs directly in it) or a
pattern, quoted: 'cp-*/audit.log'. Several are merged by time, each in its own order. Clocks of
different nodes differ: do not trust the order of their events within a second.

Where no source is named, auditty takes what is piped into it, else the audit log that the
kube-apiserver of this machine writes; auditty doctor tells which. Where stdout is no
terminal, it prints. Its commands read a pipe where - is named.

auditty print --columns time,verb,user and auditty count --by hour,verb take every field of a
query, and minute and hour; auditty print --help and auditty count --help list them.
`;
