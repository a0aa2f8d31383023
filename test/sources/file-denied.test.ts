import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitFor } from './collect.ts';

// Root is denied nothing, so the reading is done by a child that is nobody.
const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

test('permission denied is said, and tried again', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'auditty-denied-'));
  await chmod(directory, 0o755);
  const path = join(directory, 'audit.log');
  await writeFile(path, '{"n":0}\n', { mode: 0o600 });
  await chmod(path, 0o000);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'denied-reader.ts'), path], asNobody);
  let out = '';
  let errors = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const until = (text: string): Promise<void> =>
    waitFor(
      () => out.includes(text),
      () => `${text} in ${out} ${errors}`,
    );
  try {
    await until('"phase":"denied"');
    expect(out).toContain(`No permission to read ${path}: run as root, or ask for read access.`);
    await chmod(path, 0o444);
    await until('"phase":"live"');
    expect(out).toContain('{"bytes":8}');

    // The next file is closed again, as kube-apiserver's are (0600): the held one is still read.
    await rename(path, `${path}.1`);
    await writeFile(path, '{"n":1}\n{"n":2}\n', { mode: 0o600 });
    await chmod(path, 0o000);
    await waitFor(
      () => out.split('"phase":"denied"').length === 3,
      () => `denied again in ${out}`,
    );
    await chmod(path, 0o444);
    await until('{"bytes":16}');
  } finally {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true });
  }
});

test('a rotated file that may not be read is told by its name, and the others are read', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'auditty-denied-'));
  await chmod(directory, 0o755);
  const path = join(directory, 'audit.log');
  await writeFile(`${path}.2`, '{"n":0}\n');
  await writeFile(`${path}.1`, '{"n":1}\n{"n":1}\n');
  await writeFile(path, '{"n":2}\n');
  await chmod(`${path}.1`, 0o000);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'denied-reader.ts'), path], asNobody);
  let out = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  try {
    const told = 'audit.log.1 could not be read: removed meanwhile, or not readable.';
    await waitFor(
      () => /"phase":"live"/.test(out) && out.includes(told),
      () => out,
    );
    expect(out.split(told).at(-1)).toContain('"rotated":1');
  } finally {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true });
  }
});
