/** The options of the command line, shared by its commands, and what their values are read as. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type KubernetesMinor, minorOf, NEWEST_MINOR, versionText } from '../policy/version.ts';
import { columnNamed, noColumn } from '../query/columns.ts';
import type { ColorWhen, Common, NamedFields, ViewArguments } from './arguments.ts';

export function commonOptions(command: Command): Command {
  return command
    .option('-q, --query <text>', 'only events that match', '')
    .option('--fuzzy <text>', 'only events in which half a name is found', '')
    .option('--since <time>', 'only events from then on: 10m (ago), 14:05, today 03:10, 2026-11-24T14:05Z', '')
    .option('--until <time>', 'only events up to then', '')
    .option('--local', 'times in the local time zone, typed and shown; else they are UTC')
    .option('--policy <file>', 'an audit policy: shows which of its rules matches each event', '')
    .addOption(versionOption())
    .option('--no-rotated', 'only the files themselves, not what rotation left beside them')
    .option('--no-redact', 'show secret values')
    .option('--timings', 'at the end, one JSON line of timings on stderr');
}

export function viewOptions(command: Command): Command {
  return commonOptions(command)
    .option('-f, --follow', 'follow the file as it grows (the default)')
    .option('--no-follow', 'stop at the end of the file')
    .addOption(historyOption())
    .addOption(memoryOption())
    .addOption(spoolOption())
    .option('--requests', 'one row a request, its latest stage')
    .option('--highlight <rules>', 'policy rules to highlight, as R2,R5', ruleList, [])
    .addOption(configOption())
    .option('--ascii', 'plain ASCII signs')
    .option('--light', 'colours for a light background')
    .option('-n, --lines <n>', 'where stdout is no terminal: only the last n', wholeNumber)
    .addOption(colorOption());
}

/** `--history`: in decimal units, as sizes are shown. */
function historyOption(): Option {
  return new Option('--history <size>', 'how much of the past to read, unpacked: 500MB, 2GB, all')
    .default(1e9, '1GB')
    .argParser(sizeOrAll);
}

/** `--max-memory`: what is held of the log has to be bounded on a node that is busy with other things. */
function memoryOption(): Option {
  return new Option('--max-memory <size>', 'how much memory to take: the oldest events held are let go first')
    .default(1e9, '1GB')
    .argParser(sizeOrAll);
}

/** `--spool-size`: what is piped in has no file to open an event from. */
function spoolOption(): Option {
  return new Option('--spool-size <size>', 'how much of what is piped in to keep in the temporary folder')
    .default(1e9, '1GB')
    .argParser(sizeOrAll);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** Bytes of `500MB`, `2g`, `1.5 GB`; Infinity for `all`. */
function sizeOrAll(text: string): number {
  if (text.toLowerCase() === 'all') return Number.POSITIVE_INFINITY;
  const found = /^(\d+(?:\.\d+)?) ?([kmgt]?)b?$/i.exec(text.trim());
  if (found === null) throw new InvalidArgumentError('a size is needed, as 500MB or 2GB, or all');
  return Number(found[1]) * (UNITS[(found[2] ?? '').toLowerCase()] ?? 1);
}

/** `--config`: columns, panes, saved filters. */
export function configOption(): Option {
  return new Option('--config <file>', 'the configuration, in place of the usual one').default('', 'see config path');
}

export function colorOption(): Option {
  return new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto');
}

/** `--kubernetes-version`: which kube-apiserver reads the policy. */
export function versionOption(): Option {
  return new Option('--kubernetes-version <v>', 'the version whose kube-apiserver reads the policy')
    .default(NEWEST_MINOR, versionText(NEWEST_MINOR))
    .argParser(kubernetesVersion);
}

function kubernetesVersion(text: string): KubernetesMinor {
  const minor = minorOf(text);
  if (minor === null) throw new InvalidArgumentError('a version of Kubernetes is needed, as 1.36');
  return minor;
}

/** `-o`: the first form is the one where none is named. */
export function outputOption(forms: readonly string[]): Option {
  return new Option('-o, --output <form>', 'form of the output').choices(forms).default(forms[0]);
}

interface CommonOptions {
  readonly query: string;
  readonly fuzzy: string;
  readonly since: string;
  readonly until: string;
  readonly local?: boolean;
  readonly policy: string;
  readonly kubernetesVersion: KubernetesMinor;
  readonly rotated: boolean;
  readonly redact: boolean;
  readonly timings?: boolean;
}
interface ViewOptions extends CommonOptions {
  readonly follow?: boolean;
  readonly history: number;
  readonly maxMemory: number;
  readonly spoolSize: number;
  readonly requests?: boolean;
  readonly highlight: readonly number[];
  readonly config: string;
  readonly ascii?: boolean;
  readonly light?: boolean;
  readonly lines?: number;
  readonly color: ColorWhen;
}

export function commonOf(sources: readonly string[], options: CommonOptions): Common {
  const { query, fuzzy, since, until, policy, kubernetesVersion: minor, rotated, redact } = options;
  const local = options.local === true;
  return {
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
    timings: options.timings === true,
  };
}

export function viewOf(sources: readonly string[], options: ViewOptions): ViewArguments {
  return {
    kind: 'view',
    ...commonOf(sources, options),
    follow: options.follow !== false,
    followAsked: options.follow === true,
    policyFound: false,
    historyBytes: options.history,
    maxMemory: options.maxMemory,
    spoolBytes: options.spoolSize,
    requests: options.requests === true,
    highlight: options.highlight,
    config: options.config,
    ascii: options.ascii === true,
    light: options.light === true,
    color: options.color,
    lines: options.lines ?? null,
  };
}

export function wholeNumber(text: string): number {
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

/** `--by`, `--columns`: fields with commas between. */
export function fieldList(text: string): NamedFields {
  const names = text.split(',').map((name) => name.trim());
  const fields = names.map((name) => {
    const field = columnNamed(name);
    if (field === null) throw new InvalidArgumentError(noColumn(name));
    return field;
  });
  if (new Set(names).size !== names.length) throw new InvalidArgumentError('a field is named twice');
  return { fields, names };
}
