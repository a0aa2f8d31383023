/** What /proc tells of processes. Read only; what cannot be read is null, or counted. Source: proc(5). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../sources/file-errors.ts';

export interface CommandLine {
  readonly pid: number;
  /** As given to the program: argv[0] first. */
  readonly argv: readonly string[];
}

/** The command lines of all processes, and how many could not be read for lack of permission. */
export function commandLines(proc: string): { readonly found: readonly CommandLine[]; readonly hidden: number } {
  const found: CommandLine[] = [];
  let hidden = 0;
  for (const name of namesIn(proc)) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const argv = splitCommandLine(readFileSync(join(proc, name, 'cmdline'), 'utf8'));
      if (argv.length > 0) found.push({ pid: Number(name), argv });
    } catch (error) {
      const code = codeOf(error);
      if (code === '') throw error;
      // The others mean that it has ended since its folder was listed.
      if (code === 'EACCES' || code === 'EPERM') hidden++;
    }
  }
  return { found, hidden };
}

/** One process's words; [] where it is gone, hidden, or has none (a thread of the kernel, a zombie). */
export function commandLine(proc: string, pid: number): readonly string[] {
  return splitCommandLine(textOf(join(proc, String(pid), 'cmdline')) ?? '');
}

/**
 * Words end in NUL. A program that has overwritten its own arguments, as k3s does, leaves its title as one word with
 * spaces in it, and NULs up to the old length.
 */
function splitCommandLine(text: string): readonly string[] {
  const words = text.split('\0');
  if (words.at(-1) === '') words.pop();
  const [title = '', ...rest] = words;
  if (title === '') return [];
  return title.includes(' ') && rest.every((word) => word === '') ? title.split(' ') : words;
}

export interface ProcessTimes {
  /** 0 where there is none. */
  readonly parent: number;
  /** Milliseconds since 1970; null where the time of the boot is not told. */
  readonly started: number | null;
}

/** Ticks a second in which the kernel tells times to programs: USER_HZ, 100 on every architecture Node.js runs on. */
const TICKS = 100;

/** The parent and the start of a process; null where it is gone or hidden. */
export function processTimes(proc: string, pid: number): ProcessTimes | null {
  const stat = textOf(join(proc, String(pid), 'stat'));
  if (stat === null) return null;
  // The second field is the program's name in parentheses, and may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const parent = Number(fields[1]);
  const ticks = Number(fields[19]);
  const boot = /^btime (\d+)$/m.exec(textOf(join(proc, 'stat')) ?? '')?.[1];
  const started = boot === undefined || !Number.isFinite(ticks) ? null : (Number(boot) + ticks / TICKS) * 1000;
  return { parent: Number.isInteger(parent) ? parent : 0, started };
}

/** A mounted file system, or a part of one, as a process sees it. */
export interface Mount {
  /** `8:1`: the file system. */
  readonly device: string;
  /** The folder of that file system that is mounted. */
  readonly root: string;
  /** Where, from the process's own root. */
  readonly point: string;
}

/** The mounts that a process sees (`self` for us), in the order they were made; [] where they cannot be read. */
export function mountsOf(proc: string, pid: number | 'self'): readonly Mount[] {
  const text = textOf(join(proc, String(pid), 'mountinfo')) ?? '';
  return text.split('\n').flatMap((line) => {
    const [, , device, root, point] = line.split(' ');
    if (device === undefined || root === undefined || point === undefined) return [];
    return [{ device, root: unescaped(root), point: unescaped(point) }];
  });
}

/** Space, tab, LF and backslash are written as `\040`. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** The text of a small file; null where it cannot be read. */
export function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return null;
  }
}

/** The names in a folder; [] where it cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return [];
  }
}

/** What a symbolic link of /proc says; null where it may not be read. */
export function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return null;
  }
}
