/** The logs that are measured on: made once, and kept in a folder that git ignores. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeOwnLog } from './own-log.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Where made logs are kept. */
export const cache = `${root}.cache/bench`;
/** A small log. */
export const sample = existsSync(`${root}../shared/samples/audit.log`)
  ? `${root}../shared/samples/audit.log`
  : `${root}fixtures/audit.log`;

const SIZE = /^(\d+)([MG])B?$/i;
const SEED = 1;

export interface MadeLog {
  readonly path: string;
  /** How it was made, for the report. */
  readonly made: string;
}

/** Bytes of a size such as `200MB` or `1G` (as gen.py reads them: 1M is 2^20); null where it is none. */
export function sizeOf(text: string): number | null {
  const [, digits, unit] = SIZE.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return null;
  return Number(digits) * (unit.toUpperCase() === 'G' ? 1 << 30 : 1 << 20);
}

/** A log of about this size, such as `200M`: gen.py's where it runs, else that of the own generator. */
export function logOf(size: string): MadeLog {
  const bytes = sizeOf(size);
  if (bytes === null) throw new Error(`no size: ${size}`);
  mkdirSync(cache, { recursive: true });
  const name = size.toLowerCase().replace('b', '');
  const generator = `${root}../shared/gen/gen.py`;
  const arguments_ = ['--bytes', String(bytes), '--seed', String(SEED), '--profile', 'mixed'];
  const made = `gen.py ${arguments_.join(' ')}`;
  const path = `${cache}/${name}.log`;
  if (existsSync(path)) return { path, made };
  const part = `${path}.part`;
  if (existsSync(generator)) {
    const done = spawnSync('python3', [generator, ...arguments_, '--out', part], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (done.status === 0) {
      renameSync(part, path);
      return { path, made };
    }
  }
  const own = `${cache}/own-${name}.log`;
  if (!existsSync(own)) {
    writeOwnLog(part, bytes, SEED);
    renameSync(part, own);
  }
  return { path: own, made: `the own generator's (bench/own-log.ts, seed ${SEED}, ${size})` };
}

/** Lines of a file: in a made log each is an event. */
export function linesOf(path: string): number {
  const done = spawnSync('wc', ['-l', path], { encoding: 'utf8' });
  return Number.parseInt(done.stdout, 10);
}

/** A log of about 1 GB. */
export function bigLog(): MadeLog {
  return logOf('1G');
}

/** Removes all made logs. */
export function cleanLogs(): void {
  rmSync(cache, { recursive: true, force: true });
}
