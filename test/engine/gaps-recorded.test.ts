/** Gaps in what a real kube-apiserver rotated: none as it left it, and one where a file was taken out. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Core } from '../../src/engine/core.ts';
import type { Progress } from '../../src/engine/engine.ts';
import { fileSource } from '../../src/sources/file.ts';
import { together } from '../../src/sources/together.ts';
import { sharedDir } from '../support/shared.ts';

const shared = sharedDir();

/** What is told of a run's files, without one of them. */
async function gapsOf(run: string, without: string) {
  const folder = mkdtempSync(join(tmpdir(), 'auditty-gaps-'));
  cpSync(join(shared ?? '', 'samples', run), folder, { recursive: true });
  if (without !== '') rmSync(join(folder, without));
  const progress = new Map<string, Progress>();
  const core = new Core(
    together({ sources: [fileSource(join(folder, 'audit.log'))], later: null }),
    { follow: false, indexBytes: Number.POSITIVE_INFINITY },
    () => undefined,
    (told) => progress.set(told.type, told),
  );
  await core.run();
  // Told once a second.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  core.close();
  rmSync(folder, { recursive: true, force: true });
  const gaps = progress.get('gaps');
  return gaps?.type === 'gaps' ? gaps : { count: 0, latest: [] };
}

type Told = Awaited<ReturnType<typeof gapsOf>>;

describe.skipIf(shared === null)('recorded runs (../shared)', () => {
  const namesOf = (run: string): string[] => (shared === null ? [] : readdirSync(join(shared, 'samples', run)).sort());
  const middles = ['run-A', 'run-D'].flatMap((run) =>
    namesOf(run)
      .slice(1, -1)
      .map((name, at) => ({ run, name, before: namesOf(run)[at] ?? '' })),
  );
  const oldest = ['run-A', 'run-D'].map((run) => ({ run, name: namesOf(run)[0] ?? '' }));
  const told = new Map<string, Told>();

  // All at once: each waits for a second.
  beforeAll(async () => {
    const whole = ['run-A', 'run-B', 'run-D'].map((run) => ({ run, name: '' }));
    const all = [...whole, ...middles, ...oldest];
    const found = await Promise.all(all.map(({ run, name }) => gapsOf(run, name)));
    for (const [at, gaps] of found.entries()) told.set(`${all[at]?.run}/${all[at]?.name}`, gaps);
  }, 30_000);

  it.each([
    ['run-A', []],
    ['run-B', [{ kind: 'truncated', count: 8 }]],
    ['run-D', []],
  ])('%s is whole, and begins with a start', (run, others) => {
    expect(told.get(`${run}/`)).toMatchObject({ count: 0, latest: [...others, { kind: 'restart', first: true }] });
  });

  it.each(middles)('$run without $name', ({ run, name, before }) => {
    const gaps = told.get(`${run}/${name}`);
    expect(gaps?.count).toBe(1);
    const [gap] = gaps?.latest.filter(({ kind }) => kind === 'missing-file') ?? [];
    expect(gap).toMatchObject({ before: expect.stringContaining(before), numbers: null });
  });

  it.each(oldest)('$run without its oldest file: that is the end of what there is', ({ run, name }) => {
    expect(told.get(`${run}/${name}`)).toMatchObject({ count: 0, latest: [] });
  });
});
