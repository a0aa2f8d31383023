/** Several sources in the built viewer: a directory, a pattern and files, logs that come, and logs that rotate. */
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startInTest } from '../support/e2e.ts';
import { eventLines } from '../support/events.ts';
import { EXECUTABLE, KEY, LAUNCHER, NODE, type PtyProgram } from '../support/pty.ts';

const root = mkdtempSync(join(tmpdir(), 'auditty-sources-'));
afterAll(() => rmSync(root, { recursive: true }));
let made = 0;
function directory(): string {
  const path = join(root, `logs-${made++}`);
  mkdirSync(path);
  return path;
}

/** `count` events as lines, another seed for every log. */
const text = (count: number, seed: number): string =>
  eventLines(count, seed)
    .map((line) => `${line}\n`)
    .join('');

describe.each([
  ['node', NODE, [LAUNCHER]],
  ['the executable', EXECUTABLE, []],
] as const)('%s', (_, program, before) => {
  const open = (...args: string[]): PtyProgram => {
    const one = startInTest(program, [...before, ...args]);
    return one;
  };

  it('shows the logs of a directory, new ones as they come, and no more for a rotation', async () => {
    const logs = directory();
    writeFileSync(join(logs, 'cp-1.log'), text(30, 1));
    writeFileSync(join(logs, 'kubelet.log'), 'I1124 no audit event\n');
    const viewer = open(logs);
    await viewer.until('30 events');
    expect(viewer.text()).not.toContain('bad line');
    writeFileSync(join(logs, 'cp-2.log'), text(20, 2));
    await viewer.until('2 sources cp-1.log cp-2.log');
    await viewer.until('50 events');
    renameSync(join(logs, 'cp-2.log'), join(logs, 'cp-2-2026-11-24T10-00-00.000.log'));
    writeFileSync(join(logs, 'cp-2.log'), text(5, 3));
    await viewer.until('55 events');
    await viewer.until('+1 rotated');
    expect(viewer.text()).toContain('2 sources cp-1.log cp-2.log');
    appendFileSync(join(logs, 'cp-1.log'), text(1, 4));
    await viewer.until('56 events');
    viewer.keys('S');
    await viewer.until(/a cp-1\.log .*live +31 /);
    await viewer.until(/b cp-2\.log .*live +25 /);
    viewer.keys('j\r');
    await viewer.until('25 of 56 events');
    viewer.keys(KEY.enter);
    await viewer.until('Fields');
    viewer.keys('q');
    await viewer.ended();
  });

  it('reads what a pattern matches together with a file that is named, each once', async () => {
    const logs = directory();
    for (const node of ['cp-1', 'cp-2']) {
      mkdirSync(join(logs, node));
      writeFileSync(join(logs, node, 'audit.log'), text(10, made++));
    }
    const viewer = open(join(logs, 'cp-*', 'audit.log'), join(logs, 'cp-1', 'audit.log'), join(logs, 'later.log'));
    await viewer.until('20 events');
    viewer.keys('S');
    await viewer.until(/later\.log .*waiting for it/);
    writeFileSync(join(logs, 'later.log'), text(7, 9));
    await viewer.until(/later\.log .*live +7 /);
    await viewer.until('27 events');
    viewer.keys('q');
    await viewer.ended();
  });

  it('waits for a directory, and says so', async () => {
    const logs = join(root, `none-${made++}`);
    const viewer = open(`${logs}/`);
    await viewer.until('There is no audit log yet.');
    mkdirSync(logs);
    writeFileSync(join(logs, 'audit.log'), text(3, 1));
    await viewer.until('3 events');
    viewer.keys('q');
    await viewer.ended();
  });

  it.skipIf(process.getuid?.() === 0)('goes on with the others where one may not be read', async () => {
    const logs = directory();
    writeFileSync(join(logs, 'a.log'), text(3, 1));
    writeFileSync(join(logs, 'b.log'), text(3, 2));
    chmodSync(join(logs, 'b.log'), 0);
    const viewer = open(logs);
    await viewer.until('1 of 2 LIVE');
    viewer.keys('q');
    await viewer.ended();
  });
});
