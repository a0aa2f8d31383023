/** `print -f` on a pipe: each event goes out when it comes, and a slow reader stops the reading. */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { LAUNCHER, NODE } from '../support/pty.ts';

const dir = mkdtempSync(join(tmpdir(), 'auditty-streaming-'));
afterAll(() => rmSync(dir, { recursive: true }));

function line(at: number, padding = ''): string {
  const event = {
    kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: `id-${at}`, stage: 'ResponseComplete',
    requestURI: `/healthz?${padding}`, verb: 'get', user: { username: 'alice' },
    requestReceivedTimestamp: '2026-11-23T21:27:10.112734Z', stageTimestamp: '2026-11-23T21:27:10.113204Z',
  }; // biome-ignore format: a table
  return `${JSON.stringify(event)}\n`;
}

describe('print -f', () => {
  it.each([
    ['jsonl', (at: number) => `"auditID":"id-${at}"`],
    ['csv', (at: number) => `,id-${at}`],
    ['table', () => '/healthz'],
    ['json', (at: number) => `"auditID":"id-${at}"`],
  ] as const)('writes each event as it comes, in the form %s', async (form, said) => {
    const path = join(dir, `live-${form}.log`);
    writeFileSync(path, line(0));
    const child = spawn(NODE, [LAUNCHER, 'print', '-f', '--no-redact', '-o', form, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    let seen = 0;
    let text = '';
    // The next is written only when the last has been read: what is held back would never come.
    for await (const data of child.stdout) {
      text += String(data);
      if (!text.includes(said(seen))) continue;
      text = '';
      seen++;
      if (seen === 5) break;
      appendFileSync(path, line(seen));
    }
    child.kill('SIGINT');
    expect(seen).toBe(5);
    await ended;
  });

  it('writes what a query lets through, an expression too', async () => {
    const path = join(dir, 'expression.log');
    writeFileSync(path, line(0));
    const args = [LAUNCHER, 'print', '-f', '-o', 'jsonl', '-q', 'text~id-[0-9]*[02468]"', path];
    const child = spawn(NODE, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.on('close', resolve));
    const seen: string[] = [];
    for await (const text of createInterface({ input: child.stdout })) {
      seen.push(text);
      if (seen.length === 3) break;
      appendFileSync(path, line(2 * seen.length - 1) + line(2 * seen.length));
    }
    child.kill('SIGINT');
    await ended;
    expect(seen.map((text) => /id-\d+/.exec(text)?.[0])).toEqual(['id-0', 'id-2', 'id-4']);
  });
});

/** How far a process has read a file, in bytes; null where it has not opened it (any more). */
function readIn(pid: number, path: string): number | null {
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      if (readlinkSync(`/proc/${pid}/fd/${fd}`) !== path) continue;
      // Positional reads leave the place of a descriptor alone: what was read at all is told for the process.
      return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
    } catch {
      // Closed meanwhile.
    }
  }
  return null;
}

describe.skipIf(!existsSync('/proc/self/io'))('a slow reader', () => {
  it('stops the reading, and gets all of it in the end', async () => {
    const path = join(dir, 'big.log');
    const lines = 60_000;
    writeFileSync(path, Array.from({ length: lines }, (_, at) => line(at, 'x'.repeat(1000))).join(''));
    const size = lines * line(0, 'x'.repeat(1000)).length;
    const child = spawn(NODE, [LAUNCHER, 'print', '-o', 'jsonl', '--no-redact', '--timings', path], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += String(data);
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    // It is there, and nobody reads it.
    await new Promise((resolve) => child.stdout.once('readable', resolve));
    // It has stopped when it reads no further for a while; where it did not, it would come to the end.
    let [last, same] = [-1, 0];
    while (same < 10) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      const now = readIn(child.pid ?? 0, path) ?? -1;
      same = now === last ? same + 1 : 0;
      last = now;
    }
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(size / 2);
    let seen = 0;
    for await (const text of createInterface({ input: child.stdout })) {
      expect(
        text.startsWith(`{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"id-${seen}"`),
      ).toBe(true);
      seen++;
    }
    expect(seen).toBe(lines);
    expect(await ended).toBe(0);
    expect(JSON.parse(errors.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ events: lines });
  });
});
