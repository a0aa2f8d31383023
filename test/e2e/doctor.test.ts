/** The machine this runs on, with a process that calls itself kube-apiserver, through the real /proc. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAUNCHER, NODE, start } from '../support/pty.ts';
import { auditty } from '../support/run.ts';
import { fixture } from '../support/shared.ts';

const dir = realpathSync(mkdtempSync(join(tmpdir(), 'auditty-node-')));
const LOG = join(dir, 'logs.audit');
const POLICY = join(dir, 'rules.yaml');
let server: ChildProcess;

beforeAll(async () => {
  chmodSync(dir, 0o755);
  writeFileSync(LOG, readFileSync(fixture('audit.log')), { mode: 0o644 });
  writeFileSync(POLICY, readFileSync(fixture('policies', 'policy-main.yaml')));
  const script = join(dir, 'wait.js');
  writeFileSync(script, 'setInterval(() => {}, 1000); console.log("up");');
  const args = [script, '--audit-log-path', 'logs.audit', `--audit-policy-file=${POLICY}`, '--audit-log-maxsize=50'];
  server = spawn(NODE, args, { argv0: 'kube-apiserver', cwd: dir, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => server.stdout?.once('data', resolve));
});
afterAll(() => {
  server.kill();
  rmSync(dir, { recursive: true });
});

interface Report {
  readonly verdict: string;
  readonly opens: string;
  readonly apiservers: readonly { readonly pid: number }[];
}

/** What doctor says of our process; others may run on this machine. */
function own(stdout: string): unknown {
  const report = JSON.parse(stdout) as Report; // its own form
  return report.apiservers.find(({ pid }) => pid === server.pid);
}

describe('a kube-apiserver of this machine', () => {
  it('is found by doctor, with its relative log, its policy and its start', async () => {
    const { code, stdout, stderr } = await auditty(['doctor', '-o', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(own(stdout)).toMatchObject({
      way: 'process',
      distribution: 'service',
      confirmed: true,
      log: { said: LOG, path: LOG, by: 'host', proven: true, state: 'readable', format: 'json' },
      rotation: { maxSizeMB: 50 },
      policy: { path: POLICY, state: 'loads', changedSince: false },
    });
    const started = Date.parse((own(stdout) as { started: string }).started);
    expect(Math.abs(Date.now() - started)).toBeLessThan(60_000);
    const text = await auditty(['doctor']);
    expect(text.code).toBe(0);
    expect(text.stdout).toContain(`runs as pid ${server.pid} since 20`);
    expect(text.stdout).toContain(`audit log   ${LOG}\n            ok: can be read; `);
  });

  it('is read by print where no file is named, and that is said', async () => {
    const { code, stdout, stderr } = await auditty(['print', '-n', '1', '-o', 'jsonl', '--no-redact']);
    expect(code).toBe(0);
    expect(stdout).toBe(`${readFileSync(LOG, 'utf8').trimEnd().split('\n').at(-1)}\n`);
    expect(stderr).toMatch(
      new RegExp(`^auditty: reading ${LOG}: the audit log of the kube-apiserver running as pid ${server.pid}`),
    );
  });

  it('is shown by the viewer, with its policy', async () => {
    const program = start(NODE, [LAUNCHER]);
    try {
      await program.until('logs.audit');
      await program.until('rules.yaml');
      program.keys('q');
      expect(await program.ended()).toMatchObject({ exitCode: 0 });
    } finally {
      program.kill();
    }
  });

  it('is not opened instead of what is piped into the viewer', () => {
    const ran = spawnSync(NODE, [LAUNCHER], { input: '{}', encoding: 'utf8' });
    // What came is no event: there is nothing but the head of the table, and the machine's own log is not named.
    expect(ran.status).toBe(1);
    expect(ran.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(ran.stderr).toBe('1 bad line\n');
  });

  it('ends doctor with 3 where its log may not be read', () => {
    chmodSync(LOG, 0o000);
    // Root is denied nothing.
    const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const ran = spawnSync(NODE, [LAUNCHER, 'doctor', '-o', 'json'], { encoding: 'utf8', ...asNobody });
    const text = spawnSync(NODE, [LAUNCHER, 'doctor'], { encoding: 'utf8', ...asNobody });
    chmodSync(LOG, 0o644);
    // Where a relative path leads is hidden too.
    expect(own(ran.stdout)).toMatchObject({ log: { state: 'denied', said: 'logs.audit', proven: false } });
    expect([ran.status, text.status]).toEqual([3, 3]);
    expect(text.stdout).toContain('error: may not be read');
    expect(text.stdout).toMatch(/\nThere is an audit log, and it may not be read: try sudo\.\n$/);
  });
});
