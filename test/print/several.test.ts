/** print, count and policy explain on several sources: the built program on real files. */
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAUNCHER, NODE } from '../support/pty.ts';
import { fixture } from '../support/shared.ts';

const dir = mkdtempSync(join(tmpdir(), 'auditty-several-'));
const POLICY = fixture('policies', 'policy-main.yaml');
const LINES = readFileSync(fixture('audit.log'), 'utf8').split(/(?<=\n)/);
const timeOf = (line: string): string => /"stageTimestamp":"([^"]*)"/.exec(line)?.[1] ?? '';

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), content);
}

/** Runs `auditty ARGS` in the directory. */
function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(NODE, [LAUNCHER, ...args], {
    cwd: dir,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: status, stdout, stderr };
}

const CP = ['cp-1/audit.log', 'cp-2/audit.log', 'cp-3/audit.log'] as const;
/** The lines of the fixture, dealt to three control-plane nodes; the first has a rotated file, gzipped. */
const dealt = CP.map((_, node) => LINES.filter((__, at) => ((at * 7) % 11) % 3 === node));
/** All of them by time, each clamped so that the order of its node holds. */
const MERGED = dealt
  .flatMap((lines, node) => {
    let clock = '';
    return lines.map((line) => {
      if (timeOf(line) > clock) clock = timeOf(line);
      return { line, node, clock };
    });
  })
  .sort((a, b) => (a.clock === b.clock ? a.node - b.node : a.clock < b.clock ? -1 : 1));
const TEXT = MERGED.map(({ line }) => line).join('');

beforeAll(() => {
  for (const [node, lines] of dealt.entries()) put(CP[node] ?? '', lines.slice(node === 0 ? 50 : 0).join(''));
  put('cp-1/audit-2026-11-23T21-27-34.088.log.gz', gzipSync((dealt[0] ?? []).slice(0, 50).join('')));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('print', () => {
  it.each([
    [[...CP]],
    [['cp-*/audit.log']],
    [['cp-1', 'cp-2', 'cp-3/']],
    [['cp-1', 'cp-{1,2}/*', 'cp-3/audit.log']],
    [['cp-1/audit-2026-11-23T21-27-34.088.log.gz', ...CP]],
  ])('merges %j by time, each event once and byte for byte', (named) => {
    const ran = run('print', '-o', 'jsonl', '--no-redact', ...named);
    expect(ran).toEqual({ code: 0, stderr: '', stdout: TEXT });
  });

  it('gives the last n of the merge', () => {
    const last = MERGED.slice(-17).map(({ line }) => line);
    expect(run('print', '-o', 'jsonl', '--no-redact', '-n', '17', 'cp-*/audit.log').stdout).toBe(last.join(''));
  });

  it('has a column for the source where there are several, and filters by it', () => {
    const rows = (...args: string[]): string[] =>
      run('print', ...args)
        .stdout.trimEnd()
        .split('\n');
    const csv = rows('-o', 'csv', 'cp-*/audit.log');
    expect(csv[0]).toMatch(/,audit,source$/);
    expect(csv.slice(1).map((row) => row.split(',').at(-1))).toEqual(MERGED.map(({ node }) => CP[node]));
    const table = rows('--policy', POLICY, ...CP);
    expect(table[0]).toMatch(/ rule +source$/);
    expect(table.slice(1).map((row) => row.split(' ').at(-1))).toEqual(MERGED.map(({ node }) => CP[node]));
    expect(rows('-o', 'csv', 'cp-1')[0]).toMatch(/,audit$/);
    expect(rows('cp-1/audit.log')[0]).toMatch(/ code$/);
    const some = run('print', '-o', 'jsonl', '--no-redact', '-q', 'source:cp-2/*', 'cp-*/audit.log');
    expect(some.stdout).toBe((dealt[1] ?? []).join(''));
  });

  it('makes the names of files and places safe to show', () => {
    put('odd\u001b[31m/audit.log', LINES[0] ?? '');
    put('none\u001b[31m/x', 'x');
    const ran = run('print', 'odd\u001b[31m', 'cp-2', 'none\u001b[31m');
    expect(ran.code).toBe(3);
    expect(ran.stdout).toContain('odd\\x1b[31m/audit.log');
    expect(`${ran.stdout}${ran.stderr}`).not.toContain('\u001b');
    const alone = run('print', 'none\u001b[31m');
    expect(alone).toMatchObject({ code: 3, stdout: '', stderr: 'auditty: There is no audit log in none\\x1b[31m\n' });
    rmSync(join(dir, 'odd\u001b[31m'), { recursive: true });
  });

  it('says how many bad lines there are in which source, and how many in all', () => {
    put('bad/a.log', `${LINES[0]}no\nno\n`);
    put('bad/b.log', LINES[1] ?? '');
    put('bad/c.log', `no\n${LINES[2]}`);
    const ran = run('print', '--timings', 'bad');
    expect(ran.code).toBe(0);
    const [a, c, all, timings, ...more] = ran.stderr.split('\n');
    expect([a, c, all, more]).toEqual(['bad/a.log: 2 bad lines', 'bad/c.log: 1 bad line', '3 bad lines', ['']]);
    expect(JSON.parse(timings ?? '')).toMatchObject({ events: 3, badLines: 3 });
    expect(run('print', 'bad/a.log').stderr).toBe('2 bad lines\n');
  });

  it('prints the others where one cannot be read, says so, and ends with 3', () => {
    const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    put('some/a.log', LINES[0] ?? '');
    put('some/b.log', LINES[1] ?? '');
    chmodSync(dir, 0o755);
    chmodSync(join(dir, 'some/b.log'), 0);
    const words = ['print', '-o', 'jsonl', '--no-redact', '--timings', 'some', 'no.log', 'x*.log'];
    const ran = spawnSync(NODE, [LAUNCHER, ...words], { cwd: dir, encoding: 'utf8', ...asNobody });
    expect(ran.status).toBe(3);
    expect(ran.stdout).toBe(LINES[0]);
    expect(ran.stderr.split('\n').slice(0, -2)).toEqual([
      'auditty: No file matches x*.log',
      'auditty: no.log could not be read: no.log does not exist.',
      'auditty: some/b.log could not be read: No permission to read some/b.log: run as root, or ask for read access.',
    ]);
    expect(ran.stderr.split('\n').at(-2)).toMatch(/^\{"firstRowsMs":/);
  });

  it('follows a directory: what is there merged, then what comes, logs that appear, and rotation', async () => {
    put('live/a.log', dealt[0]?.join('') ?? '');
    put('live/b.log', dealt[1]?.join('') ?? '');
    const first = MERGED.filter(({ node }) => node < 2).map(({ line }) => line);
    const child = spawn(NODE, [LAUNCHER, 'print', '-f', '-n', '20', '-o', 'jsonl', '--no-redact', 'live', 'wait/'], {
      cwd: dir,
    });
    let stdout = '';
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [c1 = '', a1 = '', a2 = '', w1 = ''] = LINES;
    const steps: [wanted: string, then: () => void][] = [
      [first.slice(-20).join(''), () => put('live/c.log', c1)],
      [c1, () => appendFileSync(join(dir, 'live/a.log'), a1)],
      [a1, () => {
        renameSync(join(dir, 'live/a.log'), join(dir, 'live/a-2026-11-23T21-27-34.088.log'));
        put('live/a.log', a2);
      }],
      [a2, () => put('wait/w.log', w1)],
      [w1, () => child.kill('SIGINT')],
    ]; // biome-ignore format: a table
    let wanted = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      while (steps[0] !== undefined && stdout === wanted + steps[0][0]) {
        wanted += steps[0][0];
        steps.shift()?.[1]();
      }
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stdout).toBe(wanted);
    expect(steps).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'auditty: wait/ does not exist yet\n' });
  });

  it('takes stdin as one of several', () => {
    const text = (dealt[0] ?? []).join('');
    const words = ['print', '-o', 'jsonl', '--no-redact', '-', CP[1], CP[2]];
    const { stdout } = spawnSync(NODE, [LAUNCHER, ...words], { cwd: dir, encoding: 'utf8', input: text });
    expect(stdout).toBe(TEXT);
  });
});

describe('count and policy explain', () => {
  it('count over all sources, and by source', () => {
    const counts = JSON.parse(run('count', '--by', 'source', '-o', 'json', 'cp-*/audit.log').stdout) as unknown; // its own form
    const wanted = CP.map((source, node) => ({ source, events: dealt[node]?.length ?? 0 }));
    expect(counts).toEqual(wanted.sort((a, b) => b.events - a.events));
    const apart = run('count', '--by', 'verb,code', '-o', 'json', 'cp-1', 'cp-2', 'cp-3').stdout;
    expect(apart).toBe(run('count', '--by', 'verb,code', '-o', 'json', fixture('audit.log')).stdout);
    expect(run('count', '--by', 'verb', '-q', 'source:nope', 'cp-*/audit.log').code).toBe(1);
  });

  it('explain one source after the other, in the order named', () => {
    const words = ['policy', 'explain', '--policy', POLICY, '-o', 'jsonl'];
    const files = (...named: string[]): string[] => {
      const { stdout, code, stderr } = run(...words, ...named);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const all = stdout
        .trimEnd()
        .split('\n')
        .map((row) => (JSON.parse(row) as { file: string }).file); // its own form
      return all.filter((file, at) => file !== all[at - 1]);
    };
    const packed = 'cp-1/audit-2026-11-23T21-27-34.088.log.gz';
    const [one, two, three] = CP;
    expect(files(three, 'cp-1', 'cp-*/audit.log').map((file) => file.replace(`${dir}/`, ''))).toEqual([
      three,
      packed,
      one,
      two,
    ]);
  });

  it('explain what a directory gets while it is followed', async () => {
    put('grow/a.log', LINES[0] ?? '');
    put('grow/b.log', LINES[1] ?? '');
    const words = ['policy', 'explain', '-f', '--policy', POLICY, '-o', 'jsonl', 'grow'];
    const child = spawn(NODE, [LAUNCHER, ...words], { cwd: dir });
    const files: string[] = [];
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (let lf = stdout.indexOf('\n'); lf >= 0; lf = stdout.indexOf('\n')) {
        files.push((JSON.parse(stdout.slice(0, lf)) as { file: string }).file); // its own form
        stdout = stdout.slice(lf + 1);
        if (files.length === 2) appendFileSync(join(dir, 'grow/a.log'), LINES[2] ?? '');
        if (files.length === 3) put('grow/c.log', LINES[3] ?? '');
        if (files.length === 4) child.kill('SIGINT');
      }
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(files).toEqual(['grow/a.log', 'grow/b.log', 'grow/a.log', 'grow/c.log']);
  });
});
