/** Rotated files that are handed on while a directory is looked through come with their log, whatever they are called. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { collect } from '../../src/sources/collect.ts';
import { eventLines } from '../support/events.ts';

it('is no source of its own for having been renamed between two looks at it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'auditty-renamed-'));
  const [line = ''] = eventLines(1, 1);
  const sibling = (n: number | ''): string => join(directory, `audit.log.${n}`);
  await writeFile(join(directory, 'audit.log'), `${line}\n`);
  await writeFile(sibling(1), `${line}\n`);
  // A process of its own, as it must go on while this one is between two calls.
  const renaming = spawn(process.execPath, [
    '-e',
    `for (let n = 1; ; n = 3 - n) fs.renameSync('${sibling('')}' + n, '${sibling('')}' + (3 - n))`,
  ]);
  await once(renaming, 'spawn');
  try {
    for (let look = 0; look < 300; look++) {
      const { sources } = await collect([directory], {
        files: {},
        stdin: () => {
          throw new Error('stdin was not named');
        },
      });
      expect(sources.map(({ name }) => name)).toEqual([join(directory, 'audit.log')]);
    }
  } finally {
    renaming.kill('SIGKILL');
    await once(renaming, 'close');
    await rm(directory, { recursive: true });
  }
});
