/** How each command ends, as design.md says: 0, 1, 2, 3, 74, 130. The built program, run as scripts run it. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LAUNCHER, NODE } from '../support/pty.ts';
import { fixture } from '../support/shared.ts';

const LOG = fixture('audit.log');
const POLICY = fixture('policies', 'policy-main.yaml');
const BROKEN = fixture('policies', 'broken.yaml');
const NOWHERE = '/nowhere/audit.log';
const dir = mkdtempSync(join(tmpdir(), 'auditty-exit-'));
afterAll(() => rmSync(dir, { recursive: true }));
const EMPTY = join(dir, 'empty.log');
writeFileSync(EMPTY, '');
const BAD = join(dir, 'bad.log');
writeFileSync(BAD, 'no JSON\n');
const NONE = ['-q', 'user:nobody-at-all'];

/** An event, not the last one. */
const ONE = `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"x","stage":"ResponseComplete","requestURI":"/","verb":"get","user":{"username":"a"}}\n`;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** Runs it with a pipe as stdin that stays open; `then` is called with the child when it has printed something. */
function run(
  args: readonly string[],
  then?: (child: ReturnType<typeof spawn>) => void,
  stdout: 'pipe' | number = 'pipe',
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(NODE, [LAUNCHER, ...args], { stdio: ['pipe', stdout, 'pipe'] });
    let stderr = '';
    child.stderr?.on('data', (data) => {
      stderr += String(data);
    });
    child.stdin?.on('error', () => undefined);
    if (child.stdout === null || then === undefined) child.stdin?.end();
    else {
      child.stdout.once('data', () => then(child));
      if (args.includes('-')) child.stdin?.write(ONE);
    }
    if (then === undefined) child.stdout?.resume();
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
}

describe('of a command that runs to its end', () => {
  it.each([
    ['something printed', ['print', LOG], 0],
    ['nothing matches', ['print', ...NONE, LOG], 1],
    ['an empty log', ['print', EMPTY], 1],
    ['a bad line is no error', ['print', LOG, BAD], 0],
    ['bad lines alone match nothing', ['print', BAD], 1],
    ['stdin', ['print', '-'], 1],
    ['an unknown option', ['print', '--bogus', LOG], 2],
    ['a query that does not parse', ['print', '-q', 'usr:x', LOG], 2],
    ['an unknown column', ['print', '--columns', 'usr', LOG], 2],
    ['columns of JSON', ['print', '--columns', 'user', '-o', 'json', LOG], 2],
    ['a policy that does not load', ['print', '--policy', BROKEN, LOG], 2],
    ['a policy that is not there', ['print', '--policy', '/nowhere.yaml', LOG], 2],
    ['no such source', ['print', NOWHERE], 3],
    ['one of several sources is not there', ['print', LOG, NOWHERE], 3],
    ['nothing matches, and a source is not there', ['print', ...NONE, LOG, NOWHERE], 3],
    ['counts', ['count', '--by', 'verb,minute', LOG], 0],
    ['nothing to count', ['count', '--by', 'verb', ...NONE, LOG], 1],
    ['count without a field', ['count', LOG], 2],
    ['count by no field', ['count', '--by', 'usr', LOG], 2],
    ['count by a field twice', ['count', '--by', 'verb,verb', LOG], 2],
    ['count in no form', ['count', '--by', 'verb', '-o', 'xml', LOG], 2],
    ['count of no source', ['count', '--by', 'verb', NOWHERE], 3],
    ['explained', ['policy', 'explain', '--policy', POLICY, LOG], 0],
    ['nothing to explain is no failure', ['policy', 'explain', '--policy', POLICY, EMPTY], 0],
    ['explain without a policy', ['policy', 'explain', LOG], 2],
    ['explain with a policy that does not load', ['policy', 'explain', '--policy', BROKEN, LOG], 2],
    ['explain of no source', ['policy', 'explain', '--policy', POLICY, NOWHERE], 3],
    ['a valid policy', ['policy', 'check', POLICY], 0],
    ['an invalid policy', ['policy', 'check', BROKEN], 1],
    ['no policy to check', ['policy', 'check'], 2],
    ['a policy to check that is not there', ['policy', 'check', '/nowhere.yaml'], 2],
    ['policy without a command', ['policy'], 2],
    ['the viewer prints where there is no terminal', [LOG], 0],
    ['the viewer prints nothing', [...NONE, LOG], 1],
    ['the demo needs a terminal', ['demo'], 2],
    ['help', ['--help'], 0],
    ['help of a command', ['print', '--help'], 0],
    ['version', ['--version'], 0],
    ['an unknown command is a source', ['nonsense'], 3],
  ] as const)('%s: %j', async (_, args, code) => {
    const ended = await run(args);
    expect(ended).toMatchObject({ code, signal: null });
    if (code !== 0 && code !== 1) expect(ended.stderr).toMatch(/^auditty: /m);
    expect(ended.stderr).not.toMatch(/this is a bug|\n\s+at /);
  });
});

describe('of a command that is interrupted', () => {
  const interrupt = (child: ReturnType<typeof spawn>): boolean => child.kill('SIGINT');

  it.each([
    ['before the end of stdin', ['print', '-o', 'jsonl', '-'], 130],
    ['while it explains stdin', ['policy', 'explain', '--policy', POLICY, '-o', 'jsonl', '-'], 130],
    ['while it follows, having printed', ['print', '-f', '-o', 'jsonl', LOG], 0],
    ['while it explains and follows', ['policy', 'explain', '-f', '--policy', POLICY, '-o', 'jsonl', LOG], 0],
  ] as const)('%s', async (_, args, code) => {
    const ended = run(args, interrupt);
    expect(await ended).toMatchObject({ code, signal: null });
  });

  it('while it counts stdin', async () => {
    // Nothing is printed before the end: that it reads is seen by what it takes from a pipe too small for all of it.
    const child = spawn(NODE, [LAUNCHER, 'count', '--by', 'verb', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    child.stdin.write(ONE.repeat(20_000), () => child.kill('SIGINT'));
    expect(await ended).toBe(130);
  });
});

describe.skipIf(!existsSync('/dev/full'))('of a command whose output cannot be written', () => {
  it.each([
    [['print', LOG]],
    [['print', '-o', 'csv', LOG]],
    [['count', '--by', 'verb', LOG]],
    [['policy', 'explain', '--policy', POLICY, LOG]],
    [['policy', 'check', '-o', 'json', POLICY]],
    [['doctor']],
  ])('%j', async (args) => {
    const full = openSync('/dev/full', 'w');
    const ended = await run(args, undefined, full);
    closeSync(full);
    expect(ended.code).toBe(74);
    expect(ended.stderr).toContain('auditty: the output cannot be written: ENOSPC');
  });
});

describe('of a command whose reader goes', () => {
  it.each([
    [['print', '-o', 'jsonl', '-f', LOG]],
    [['print', '-o', 'table', LOG]],
    [['policy', 'explain', '--policy', POLICY, '-o', 'jsonl', '-f', LOG]],
  ])('%j: quietly', async (args) => {
    const ended = await run(args, (child) => {
      child.stdout?.destroy();
      // What is followed notices when it next has something to say.
      if (args.includes('-f')) child.kill('SIGINT');
    });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
  });
});
