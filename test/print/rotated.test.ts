import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { LAUNCHER, NODE } from '../support/pty.ts';
import { auditty } from '../support/run.ts';
import { fixture, sharedDir } from '../support/shared.ts';

const shared = sharedDir();
const dir = mkdtempSync(join(tmpdir(), 'auditty-print-rotated-'));
afterAll(() => rmSync(dir, { recursive: true }));

const STAMPS = ['2026-11-23T21-27-34.088', '2026-11-23T21-27-40.652', '2026-11-23T21-27-40.872'];
const LINES = readFileSync(fixture('audit.log'), 'utf8').split(/(?<=\n)/);

/** The fixture in four files, the oldest two compressed; gives the path of the log. */
function rotated(name: string): string {
  const path = join(dir, `${name}.log`);
  const quarter = Math.ceil(LINES.length / 4);
  const part = (n: number): string => LINES.slice(n * quarter, (n + 1) * quarter).join('');
  for (const [at, stamp] of STAMPS.entries()) {
    const packed = at < 2;
    const sibling = join(dir, `${name}-${stamp}.log${packed ? '.gz' : ''}`);
    writeFileSync(sibling, packed ? gzipSync(part(at)) : part(at));
  }
  writeFileSync(path, part(3));
  return path;
}

/** What the program writes, byte for byte. */
function printed(...args: string[]): Buffer {
  return spawnSync(NODE, [LAUNCHER, 'print', '-o', 'jsonl', '--no-redact', ...args], { maxBuffer: 1 << 30 }).stdout;
}

describe('a file and its rotated siblings', () => {
  it.each(shared === null ? [] : ['run-A', 'run-B', 'run-D'])('of %s come byte for byte, oldest first', (run) => {
    const samples = join(shared ?? '', 'samples', run);
    const siblings = readdirSync(samples)
      .filter((name) => name.startsWith('audit-'))
      .sort()
      .map((name) => {
        const bytes = readFileSync(join(samples, name));
        return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      });
    const log = join(samples, 'audit.log');
    expect(printed(log).equals(Buffer.concat([...siblings, readFileSync(log)]))).toBe(true);
    expect(printed('--no-rotated', log).equals(readFileSync(log))).toBe(true);
  });
  it.skipIf(shared !== null)('of the recorded logs are not tested: there is no ../shared', () => undefined);

  it('come byte for byte, oldest first', () => {
    expect(printed(rotated('all')).toString()).toBe(LINES.join(''));
  });

  it('are left out by --no-rotated, in print, count and policy explain', async () => {
    const path = rotated('alone');
    const own = readFileSync(path, 'utf8').split('\n').length - 1;
    expect(printed('--no-rotated', path).toString()).toBe(readFileSync(path, 'utf8'));
    for (const [args, events] of [
      [[path], LINES.length],
      [['--no-rotated', path], own],
    ] as const) {
      const counted = await auditty(['count', '--by', 'level', '-o', 'json', ...args]);
      const sum = (JSON.parse(counted.stdout) as { events: number }[]).reduce((all, one) => all + one.events, 0);
      expect(sum).toBe(events);
      const policy = fixture('policies', 'policy-main.yaml');
      const explained = await auditty(['policy', 'explain', '-o', 'jsonl', '--policy', policy, ...args]);
      expect(explained.stdout.trimEnd().split('\n')).toHaveLength(events);
    }
  });

  it('count their lines each for itself', async () => {
    const path = rotated('lines');
    const policy = fixture('policies', 'policy-main.yaml');
    const { stdout } = await auditty(['policy', 'explain', '-o', 'jsonl', '--policy', policy, path]);
    const places = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; line: number });
    expect(places[0]).toMatchObject({ file: join(dir, `lines-${STAMPS[0]}.log.gz`), line: 1 });
    expect(places.filter(({ line }) => line === 1)).toHaveLength(4);
    expect(places.at(-1)?.file).toBe(path);
  });

  it('give the last n over all of them', () => {
    const path = rotated('last');
    const own = readFileSync(path, 'utf8').split('\n').length - 1;
    expect(printed('-n', String(own + 2), path).toString()).toBe(LINES.slice(-own - 2).join(''));
  });

  it('are followed by what comes, through a rotation', async () => {
    const path = rotated('follow');
    let stdout = '';
    const { code } = await auditty(['print', '-f', '-o', 'jsonl', '--no-redact', path], (child) => {
      child.stdout?.on('data', (text: string) => {
        const before = stdout;
        stdout += text;
        if (stdout.length >= LINES.join('').length && before.length < LINES.join('').length) {
          renameSync(path, join(dir, 'follow-2026-11-23T21-28-00.000.log'));
          writeFileSync(path, LINES[0] ?? '');
          appendFileSync(path, LINES[1] ?? '');
        }
        if (stdout === LINES.join('') + LINES.slice(0, 2).join('')) child.kill('SIGINT');
      });
    });
    expect(code).toBe(0);
    expect(stdout).toBe(LINES.join('') + LINES.slice(0, 2).join(''));
  });
});

describe('a compressed file', () => {
  it('is printed by its content, whatever its name', () => {
    const text = LINES.slice(0, 20).join('');
    for (const name of ['x.log.gz', 'x.log']) {
      writeFileSync(join(dir, name), gzipSync(text));
      expect(printed(join(dir, name)).toString()).toBe(text);
    }
    writeFileSync(join(dir, 'plain.gz'), text);
    expect(printed(join(dir, 'plain.gz')).toString()).toBe(text);
  });

  it('that breaks off is printed as far as it goes, and that is said', async () => {
    const path = join(dir, 'torn.log.gz');
    const packed = gzipSync(LINES.join(''), { level: 1 });
    writeFileSync(path, packed.subarray(0, packed.length - 9));
    const ran = await auditty(['print', '-o', 'jsonl', '--no-redact', path]);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toBe(LINES.join(''));
    expect(ran.stderr).toBe('torn.log.gz breaks off: what could be unpacked of it was read.\n');
    expect(existsSync(path.slice(0, -3))).toBe(false); // Nothing unpacked is written to disk.
  });
});
