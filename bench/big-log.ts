/** The logs that are measured on. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Where made logs are kept. */
export const cache = `${root}.cache/bench`;
/** A small log. */
export const sample = existsSync(`${root}../shared/samples/audit.log`)
  ? `${root}../shared/samples/audit.log`
  : `${root}fixtures/audit.log`;

/** A log of about 1 GB: the generator's where it is there, else the small log again and again. */
export function bigLog(): { path: string; made: string } {
  const path = `${cache}/1g.log`;
  const generator = `${root}../shared/gen/gen.py`;
  const made = existsSync(generator) ? 'gen.py --bytes 1G --seed 1 --profile mixed' : 'fixtures/audit.log, repeated';
  if (existsSync(path) && statSync(path).size > 0.99e9) return { path, made };
  mkdirSync(cache, { recursive: true });
  if (existsSync(generator)) {
    const done = spawnSync('python3', [generator, '--bytes', '1G', '--seed', '1', '--out', path], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (done.status !== 0) throw new Error('gen.py failed');
    return { path, made };
  }
  const text = readFileSync(sample);
  const fd = openSync(path, 'w');
  for (let size = 0; size < 1e9; size += text.length) writeSync(fd, text);
  closeSync(fd);
  return { path, made };
}
