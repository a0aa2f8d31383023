/**
 * The kube-apiserver arguments of k3s. It runs kube-apiserver in its own process, and blanks its own command line ("hide
 * process arguments from ps output", pkg/cli/server/server.go), so they are read where they were written. Sources:
 * k3s-io/k3s pkg/configfilearg/parser.go (the config file), pkg/util/args.go (the arguments), install.sh (the unit).
 */
import { join } from 'node:path';
import { parse } from 'yaml';
import { apiserverOf, flagValue } from './command.ts';
import { isRecord, stringsOf } from './loose.ts';
import { namesIn } from './proc.ts';
import { readText } from './read-text.ts';
import { splitWords } from './words.ts';

/** Arguments of a kube-apiserver that are written elsewhere than on its command line. */
export interface WrittenArgs {
  /** As kube-apiserver takes them. */
  readonly args: readonly string[];
  /** The files they were read from, as we reach them. */
  readonly files: readonly string[];
  readonly problems: readonly string[];
  /** `disable-apiserver`: this server runs none. */
  readonly disabled: boolean;
}

export interface K3sProcess {
  /** What follows `server`; [] where k3s has blanked it, or had none. */
  readonly words: readonly string[];
  /** The name of its unit; `k3s.service` where it is not known. */
  readonly unit: string;
  /** The command line of the process that started it: k3d's entry point has all arguments in it. */
  readonly parent: readonly string[];
}

const CONFIG = '/etc/rancher/k3s/config.yaml';
const UNIT_FOLDERS = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];
const INIT_SCRIPT = '/etc/init.d/k3s';
const KEY = 'kube-apiserver-arg';

/** `locate` turns a path of the machine, or of the container, k3s runs on into ours. */
export function k3sArgs(process: K3sProcess, locate: (path: string) => string): WrittenArgs {
  const notes: Notes = { files: [], problems: [] };
  const words = process.words.length > 0 ? process.words : startWords(process, locate, notes);
  const config = configArgs(flagValue(words, '--config', '-c') ?? CONFIG, locate, notes);
  const own = argsIn(words);
  const disabled = config.disabled || words.some((word) => /^--disable-apiserver(=true)?$/.test(word));
  return { args: ordered([...config.args, ...own]), ...notes, disabled };
}

interface Notes {
  readonly files: string[];
  readonly problems: string[];
}

/** The text of a file, noted; null where it is not there, or may not be read, which is a problem. */
function noted(path: string, notes: Notes): string | null {
  const text = readText(path);
  if (text.ok) notes.files.push(path);
  else if (text.denied) notes.problems.push(`No permission to read ${path}, where k3s may have its audit flags.`);
  return text.ok ? text.text : null;
}

/** The words after `server` with which the machine starts k3s, or its container did. */
function startWords({ unit, parent }: K3sProcess, locate: (path: string) => string, notes: Notes): readonly string[] {
  for (const folder of UNIT_FOLDERS) {
    const text = noted(locate(`${folder}/${unit}`), notes);
    if (text === null) continue;
    const dropIns = namesIn(locate(`${folder}/${unit}.d`)).filter((name) => name.endsWith('.conf'));
    const more = [...dropIns].sort().map((name) => noted(locate(`${folder}/${unit}.d/${name}`), notes) ?? '');
    return execStart([text, ...more].join('\n'));
  }
  const script = noted(locate(INIT_SCRIPT), notes);
  if (script !== null) return initWords(script);
  const at = parent.indexOf('server');
  return at >= 0 && parent.some((word) => word.startsWith(`--${KEY}`)) ? parent.slice(at + 1) : [];
}

/** The last `ExecStart` of a unit and its drop-ins, after `k3s server`. */
function execStart(unit: string): readonly string[] {
  const lines = unit.replace(/\\\r?\n/g, ' ').matchAll(/^ExecStart[ \t]*=[ \t]*[-@:+!]*(\S.*)$/gm);
  const last = [...lines].at(-1)?.[1] ?? '';
  return apiserverOf(splitWords(last))?.args ?? [];
}

/** `command_args` of the OpenRC script, without the redirection at its end. */
function initWords(script: string): readonly string[] {
  const found = /^command_args="((?:[^"\\]|\\.)*)"/m.exec(script)?.[1] ?? '';
  const words = splitWords(found.replace(/\\"/g, '"').replace(/\s>>[\s\S]*$/, ''));
  return words[0] === 'server' ? words.slice(1) : [];
}

/** The arguments of the config file and its drop-ins: a later file's key replaces the earlier one's, `key+` adds to it. */
function configArgs(config: string, locate: (path: string) => string, notes: Notes) {
  const values = new Map<string, readonly string[]>();
  const path = locate(config);
  const folder = locate(`${config}.d`);
  const dropIns = namesIn(folder).filter((name) => /\.ya?ml$/i.test(name));
  for (const each of [path, ...[...dropIns].sort().map((name) => join(folder, name))]) {
    const text = noted(each, notes);
    const data = text === null ? null : parsed(each, text, notes);
    if (!isRecord(data)) continue;
    for (const [name, value] of Object.entries(data)) {
      const key = name.replace(/\+$/, '');
      values.set(key, [...(key === name ? [] : (values.get(key) ?? [])), ...stringsOf(value)]);
    }
  }
  return {
    args: values.get(KEY) ?? [],
    disabled: values.get('disable-apiserver')?.at(-1) === 'true',
  };
}

function parsed(path: string, text: string, notes: Notes): unknown {
  try {
    return parse(text);
  } catch {
    notes.problems.push(`${path} is no YAML: k3s would not start with it.`);
    return null;
  }
}

/** Every `--kube-apiserver-arg=value` and `--kube-apiserver-arg value`. */
function argsIn(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    if (word === `--${KEY}`) return words[at + 1] ?? [];
    return word.startsWith(`--${KEY}=`) ? word.slice(KEY.length + 3) : [];
  });
}

/** As kube-apiserver takes them: `--` in front, and `name-=value` before what is there (`name+=value` comes after). */
function ordered(args: readonly string[]): readonly string[] {
  const first: string[] = [];
  const later: string[] = [];
  for (const arg of args) {
    const [, name = '', sign = '', value = ''] = /^(?:--)?([^=]*?)([-+]?)(=[\s\S]*)?$/.exec(arg) ?? [];
    (sign === '-' ? first : later).push(`--${name}${value === '' ? '=true' : value}`);
  }
  return [...first.reverse(), ...later];
}
