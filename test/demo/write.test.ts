import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoPolicy } from '../../src/demo/policy.ts';
import { startDemo } from '../../src/demo/write.ts';
import { waitFor } from '../sources/collect.ts';

let parent = '';
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'auditty-write-'));
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

test('writes the last twenty minutes at once, then grows, then is gone', async () => {
  const demo = startDemo({ parent });
  try {
    const lines = (): string[] => readFileSync(demo.path, 'utf8').split('\n');
    const first = lines();
    expect(first.length).toBeGreaterThan(2500);
    expect(first.length).toBeLessThan(4000);
    expect(first.at(-1)).toBe('');
    const age = Date.now() - Date.parse(JSON.parse(first[0] ?? '').stageTimestamp);
    expect(age).toBeGreaterThan(19 * 60_000);
    expect(readFileSync(demo.policyPath, 'utf8')).toBe(demoPolicy);
    expect(statSync(dirname(demo.path)).mode & 0o777).toBe(0o700);
    for (const path of [demo.path, demo.policyPath]) expect(statSync(path).mode & 0o777).toBe(0o600);
    await waitFor(
      () => lines().length > first.length + 5,
      () => 'live events',
    );
    const last = JSON.parse(lines().at(-2) ?? '');
    expect(Math.abs(Date.now() - Date.parse(last.stageTimestamp))).toBeLessThan(5000);
  } finally {
    demo.stop();
  }
  expect(existsSync(dirname(demo.path))).toBe(false);
  demo.stop();
});

test('does not keep the process alive, and leaves nothing when it exits', () => {
  const module = join(import.meta.dirname, '../../src/demo/write.ts');
  const code = `import { startDemo } from ${JSON.stringify(module)}; console.log(startDemo({ parent: ${JSON.stringify(parent)} }).path);`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', timeout: 20_000 });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).toContain(parent);
  expect(readdirSync(parent)).toEqual([]);
});
