/** The command line as data: one union of what can be asked for. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { fieldNamed } from '../query/fields.ts';
import { FIELDS, type Field } from '../query/query.ts';

/** What all commands that read a log share. */
export interface Common {
  readonly sources: readonly string[];
  readonly query: string;
  readonly fuzzy: string;
  /** Path of a policy file; '' for none. */
  readonly policy: string;
  readonly redact: boolean;
  readonly timings: boolean;
}
export interface ViewArguments extends Common {
  readonly kind: 'view';
  readonly follow: boolean;
  /** Whether -f was given: printing follows only then. */
  readonly followAsked: boolean;
  readonly requests: boolean;
  /** Rule numbers to highlight from the start. */
  readonly highlight: readonly number[];
  readonly local: boolean;
  readonly ascii: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly light: boolean;
  /** Lines asked for with -n, which only printing knows; null for all. */
  readonly lines: number | null;
}
export interface PrintArguments extends Common {
  readonly kind: 'print';
  readonly follow: boolean;
  /** The last so many; null for all. */
  readonly lines: number | null;
  readonly output: 'table' | 'jsonl' | 'csv' | 'json';
}
export interface CountArguments extends Common {
  readonly kind: 'count';
  readonly by: readonly Field[];
  /** The names as given, which are the keys of the JSON. */
  readonly names: readonly string[];
  readonly output: 'table' | 'jsonl' | 'csv' | 'json';
  readonly top: number | null;
}
export interface DemoArguments {
  readonly kind: 'demo';
  readonly view: ViewArguments;
}
export type Arguments = ViewArguments | PrintArguments | CountArguments | DemoArguments;

/** `text` is for stdout (help, version) where ok, else for stderr. */
export interface Ended {
  readonly kind: 'ended';
  readonly ok: boolean;
  readonly text: string;
}

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
    .argument('[source...]', 'the audit log, a file')
    .enablePositionalOptions()
    .addHelpText('after', HELP)
    .action((sources: string[], options) => done(viewOf(sources, options)));

  commonOptions(prepare(program.command('print')))
    .description('prints matching events to stdout')
    .argument('[source...]', 'the audit log, a file')
    .option('-f, --follow', 'go on as events come')
    .option('-n, --lines <n>', 'only the last n', wholeNumber)
    .addOption(outputOption())
    .action((sources: string[], options) =>
      done({
        kind: 'print',
        ...commonOf(sources, options),
        follow: options.follow === true,
        lines: options.lines ?? null,
        output: options.output,
      }),
    );

  commonOptions(prepare(program.command('count')))
    .description('counts matching events')
    .argument('[source...]', 'the audit log, a file')
    .requiredOption('--by <fields>', `fields to count by, with commas between: ${FIELDS.join(' ')}`, fieldList)
    .option('--top <n>', 'only the n most frequent', wholeNumber)
    .addOption(outputOption())
    .action((sources: string[], options) =>
      done({
        kind: 'count',
        ...commonOf(sources, options),
        by: options.by.fields,
        names: options.by.names,
        top: options.top ?? null,
        output: options.output,
      }),
    );

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
  return `auditty: ${plain}. See auditty --help.\n`;
}

function commonOptions(command: Command): Command {
  return command
    .option('-q, --query <text>', 'only events that match', '')
    .option('--fuzzy <text>', 'only events in which half a name is found', '')
    .option('--policy <file>', 'an audit policy: shows which of its rules matches each event', '')
    .option('--no-redact', 'show secret values')
    .option('--timings', 'at the end, one JSON line of timings on stderr');
}

function viewOptions(command: Command): Command {
  return commonOptions(command)
    .option('-f, --follow', 'follow the file as it grows (the default)')
    .option('--no-follow', 'stop at the end of the file')
    .option('--requests', 'one row a request, its latest stage')
    .option('--highlight <rules>', 'policy rules to highlight, as R2,R5', ruleList, [])
    .option('--local', 'times in the local time zone')
    .option('--ascii', 'plain ASCII signs')
    .option('--light', 'colours for a light background')
    .option('-n, --lines <n>', 'where stdout is no terminal: only the last n', wholeNumber)
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'));
}

function outputOption(): Option {
  return new Option('-o, --output <form>', 'form of the output')
    .choices(['table', 'jsonl', 'csv', 'json'])
    .default('table');
}

interface CommonOptions {
  readonly query: string;
  readonly fuzzy: string;
  readonly policy: string;
  readonly redact: boolean;
  readonly timings?: boolean;
}
interface ViewOptions extends CommonOptions {
  readonly follow?: boolean;
  readonly requests?: boolean;
  readonly highlight: readonly number[];
  readonly local?: boolean;
  readonly ascii?: boolean;
  readonly light?: boolean;
  readonly lines?: number;
  readonly color: ViewArguments['color'];
}

function commonOf(sources: readonly string[], options: CommonOptions): Common {
  const { query, fuzzy, policy, redact } = options;
  return { sources, query, fuzzy, policy, redact, timings: options.timings === true };
}

function viewOf(sources: readonly string[], options: ViewOptions): ViewArguments {
  return {
    kind: 'view',
    ...commonOf(sources, options),
    follow: options.follow !== false,
    followAsked: options.follow === true,
    requests: options.requests === true,
    highlight: options.highlight,
    local: options.local === true,
    ascii: options.ascii === true,
    light: options.light === true,
    color: options.color,
    lines: options.lines ?? null,
  };
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is needed');
  return Number(text);
}

function ruleList(text: string): number[] {
  return text.split(',').map((rule) => {
    const found = /^R?(\d+)$/i.exec(rule.trim());
    if (found === null) throw new InvalidArgumentError('rules are named R0, R1, R2');
    return Number(found[1]);
  });
}

function fieldList(text: string): { readonly fields: readonly Field[]; readonly names: readonly string[] } {
  const names = text.split(',').map((name) => name.trim());
  const fields = names.map((name) => {
    const field = fieldNamed(name);
    if (field === null) throw new InvalidArgumentError(`there is no field ${JSON.stringify(name)}`);
    return field;
  });
  if (new Set(names).size !== names.length) throw new InvalidArgumentError('a field is named twice');
  return { fields, names };
}

const HELP = `
A query is terms with spaces between, all of which must hold:
  verb:delete user:alice    whole values, ignoring case unless a capital is typed
  verb:(get OR list)        one of several
  -user:system:*            not; * and ? are wildcards
  code:>=400  ip:10.0.0.0/8  resource:pods/log  payments

Where stdout is no terminal, auditty prints.
`;
