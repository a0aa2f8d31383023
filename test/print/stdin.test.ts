import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { EXECUTABLE, LAUNCHER, NODE } from '../support/pty.ts';
import { auditty } from '../support/run.ts';
import { fixture } from '../support/shared.ts';

const FIXTURE = fixture('audit.log');
const POLICY = fixture('policies', 'policy-main.yaml');
const log = readFileSync(FIXTURE);
const dir = mkdtempSync(join(tmpdir(), 'auditty-print-stdin-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Runs `script`, in which AUDITTY is the program, in a shell; as bytes. */
async function shell(script: string, program = `${NODE} ${LAUNCHER}`) {
  const child = spawn('/bin/sh', ['-c', script.replaceAll('AUDITTY', program)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: dir },
  });
  const out: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  const stdout = Buffer.concat(out);
  return { code: Number(code), stdout, text: stdout.toString(), stderr };
}

describe.each([
  ['node', `${NODE} ${LAUNCHER}`],
  ['the executable', EXECUTABLE],
] as const)('%s, from stdin', (_, program) => {
  it.each([
    ['a pipe', `cat ${FIXTURE} | AUDITTY`],
    ['a redirected file', `AUDITTY < ${FIXTURE}`],
    ['gzip', `gzip -c ${FIXTURE} | AUDITTY`],
  ])('prints %s byte for byte', async (_name, script) => {
    const words = 'AUDITTY print --no-redact -o jsonl -';
    const done = await shell(script.replace('AUDITTY', words), program);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout.equals(log)).toBe(true);
  });

  it('counts and explains as from the file, and keeps nothing on disk', async () => {
    for (const words of ['count --by user,verb -o json', `policy explain --policy ${POLICY} -o json`, 'print -n 3']) {
      const { stdout: wanted } = await auditty([...words.split(' '), FIXTURE]);
      const { text, code } = await shell(`cat ${FIXTURE} | AUDITTY ${words} -`, program);
      expect(code).toBe(0);
      expect(text.replaceAll('"stdin"', JSON.stringify(FIXTURE))).toBe(wanted);
      expect(readdirSync(dir)).toEqual([]);
    }
  });

  it('prints a torn last line with its LF, and members of gzip one after the other', async () => {
    const torn = join(dir, 'torn');
    writeFileSync(torn, Buffer.concat([gzipSync(log.subarray(0, 100_000)), gzipSync(log.subarray(100_000, -1))]));
    const done = await shell(`cat ${torn} | AUDITTY print --no-redact -o jsonl -`, program);
    rmSync(torn);
    expect(done.stdout.equals(log)).toBe(true);
  });

  it('prints what is piped into the viewer where stdout is no terminal', async () => {
    const { text, code } = await shell(`cat ${FIXTURE} | AUDITTY`, program);
    expect(code).toBe(0);
    expect(text).toBe((await auditty(['print', FIXTURE])).stdout);
  });
});

describe('stdin', () => {
  it('is printed as it comes, and ends on SIGINT while its writer goes on', async () => {
    for (const [args, wanted] of [
      [['print', '-o', 'jsonl', '-'], 130],
      [['print', '-f', '-o', 'jsonl', '-'], 0],
    ] as const) {
      const child = spawn(NODE, [LAUNCHER, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
      const first = once(child.stdout, 'data');
      child.stdin.write(log.subarray(0, log.indexOf(10) + 50));
      expect(String((await first)[0]).trimEnd()).not.toContain('\n');
      child.kill('SIGINT');
      expect((await once(child, 'close'))[0]).toBe(wanted);
    }
  });

  it('makes its writer wait for a slow reader of the output, and loses nothing', async () => {
    const big = join(dir, 'big.log');
    writeFileSync(big, Buffer.concat(Array.from({ length: 40 }, () => log)));
    const slow = await shell(`cat ${big} | AUDITTY print --no-redact -o jsonl - | (sleep 1; cat) | cmp - ${big}`);
    rmSync(big);
    expect(slow).toMatchObject({ code: 0, text: '' });
  });

  it('is one of several sources of policy explain, once', async () => {
    const words = `policy explain --policy ${POLICY} -o jsonl`;
    const done = await shell(`head -n 5 ${FIXTURE} | AUDITTY ${words} - ${FIXTURE}`);
    expect(done.code).toBe(0);
    expect(done.text.trimEnd().split('\n')).toHaveLength(5 + log.toString().trimEnd().split('\n').length);
    const twice = await shell(`AUDITTY ${words} - ${FIXTURE} - < ${FIXTURE}`);
    expect(twice).toMatchObject({ code: 2, stderr: 'auditty: stdin can be read once only: - is named twice\n' });
  });

  it('is nothing, or nothing to read', async () => {
    expect(await shell('AUDITTY print -o jsonl - < /dev/null')).toMatchObject({ code: 1, text: '' });
    expect(await shell('AUDITTY print -o jsonl - <&-')).toMatchObject({ code: 1, text: '' });
    const folder = await shell('AUDITTY print -o jsonl - < /');
    expect(folder.code).toBe(3);
    expect(folder.stderr).toMatch(/^auditty: stdin could not be read: .*EISDIR/);
    const both = await shell(`AUDITTY print --policy - - < ${FIXTURE}`);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('stdin cannot be the log and the policy') });
  });

  it('is said to break off where it does', async () => {
    const { stderr, code } = await shell(`gzip -c ${FIXTURE} | head -c 20000 | AUDITTY count --by verb -`);
    expect(code).toBe(0);
    expect(stderr).toContain('What came breaks off');
  });
});
