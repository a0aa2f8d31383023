import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/audit/fields.ts';
import { attributesOf } from '../../src/policy/attributes.ts';
import { DRIFTS, driftOf } from '../../src/policy/drift.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { evaluate } from '../../src/policy/match.ts';
import { LAUNCHER, NODE } from '../support/pty.ts';
import { auditty } from '../support/run.ts';
import { fixture, sharedDir } from '../support/shared.ts';

const FIXTURE = fixture('audit.log');
const POLICY = fixture('policies', 'policy-main.yaml');
const BROKEN = fixture('policies', 'broken.yaml');
const shared = sharedDir();
const LOGS = [FIXTURE, ...(shared === null ? [] : [join(shared, 'samples', 'audit.log')])];
const dir = mkdtempSync(join(tmpdir(), 'auditty-print-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

interface Logged {
  readonly user?: { readonly username?: string; readonly groups?: readonly string[] };
  readonly verb: string;
  readonly responseStatus?: { readonly code?: number };
  readonly [key: string]: unknown;
}

function events(path: string): Logged[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Logged); // an audit log of our own
}

const SECRET = {
  kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'RequestResponse', auditID: 's', stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/a/secrets', verb: 'create', user: { username: 'bob' },
  objectRef: { resource: 'secrets', namespace: 'a', name: 'db', apiVersion: 'v1' },
  requestObject: { kind: 'Secret', data: { password: 'aHVudGVyMg==' } },
  requestReceivedTimestamp: '2026-11-23T21:27:10.112734Z', stageTimestamp: '2026-11-23T21:27:10.113204Z',
}; // biome-ignore format: a table

describe('count', () => {
  it.each(LOGS.map((path, at) => [at === 0 ? 'fixtures/audit.log' : 'the whole sample of ../shared', path]))(
    'by user,verb equals a count made with JSON.parse: %s',
    async (_, path) => {
      const counts = new Map<string, number>();
      for (const event of events(path)) {
        const key = JSON.stringify([event.user?.username ?? '', event.verb]);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const expected = [...counts]
        .map(([key, count]) => {
          const [user, verb] = JSON.parse(key) as [string, string]; // written above
          return { user, verb, events: count };
        })
        .sort((a, b) => b.events - a.events || (a.user < b.user ? -1 : a.user > b.user ? 1 : a.verb < b.verb ? -1 : 1));
      const ran = await auditty(['count', '--by', 'user,verb', '-o', 'json', path]);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(ran.stdout)).toEqual(expected);
    },
  );

  it('counts an event once under each value of a list, and a missing value as ""', async () => {
    const groups = new Map<string, number>();
    for (const event of events(FIXTURE))
      for (const group of new Set(event.user?.groups ?? [''])) groups.set(group, (groups.get(group) ?? 0) + 1);
    const ran = await auditty(['count', '--by', 'group', '-o', 'json', FIXTURE]);
    const shown = JSON.parse(ran.stdout) as { group: string; events: number }[]; // the stable form
    expect(Object.fromEntries(shown.map(({ group, events: count }) => [group, count]))).toEqual(
      Object.fromEntries(groups),
    );
  });

  it('says nothing matched with [] and exit 1', async () => {
    expect(await auditty(['count', '--by', 'user', '-o', 'json', '-q', 'user:nobody-at-all', FIXTURE])).toEqual({
      code: 1,
      stdout: '[]\n',
      stderr: '',
    });
  });

  it('counts rules of a policy, filters, limits, and draws a table', async () => {
    const ran = await auditty(['count', '--by', 'rule', '--policy', POLICY, '--top', '2', '-q', 'verb:get', FIXTURE]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^rule +events +share\nR\d +\d+ +\d+\.\d% {2}━{20}\nR\d +\d+ +\d+\.\d% {2}━*╸?\n$/);
  });

  it('counts how events differ from a policy, and filters by it', async () => {
    const path = file(
      'other.yaml',
      [
        'apiVersion: audit.k8s.io/v1',
        'kind: Policy',
        'omitStages: [RequestReceived]',
        'rules:',
        '- {level: None, verbs: [watch, list]}',
        '- {level: Metadata, resources: [{group: ""}]}',
        '- {level: RequestResponse}',
      ].join('\n'),
    );
    const loaded = loadPolicy(readFileSync(path, 'utf8'));
    if (!loaded.ok) throw new Error(loaded.error);
    const counts: Record<string, number> = {};
    for (const event of events(FIXTURE)) {
      const fields = fieldsOf(event);
      if ('bad' in fields) throw new Error(fields.bad);
      const verdict = evaluate(loaded.policy, attributesOf(fields));
      const key = `R${verdict.ruleIndex} ${driftOf(verdict, fields.level, fields.stage)}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    const counted = async (...args: string[]): Promise<Record<string, number>> => {
      const ran = await auditty(['count', '--by', 'rule,drift', '-o', 'json', '--policy', path, ...args, FIXTURE]);
      const shown = JSON.parse(ran.stdout) as { rule: string; drift: string; events: number }[]; // the stable form
      return Object.fromEntries(shown.map(({ rule, drift, events: count }) => [`${rule} ${drift}`, count]));
    };
    expect(await counted()).toEqual(counts);
    expect(new Set(Object.keys(counts).map((key) => key.slice(3)))).toEqual(new Set(['', ...DRIFTS]));
    const some = (wanted: RegExp) => Object.fromEntries(Object.entries(counts).filter(([key]) => wanted.test(key)));
    expect(await counted('-q', 'drift:*')).toEqual(some(/ ./));
    expect(await counted('-q', '-drift:*')).toEqual(some(/ $/));
    expect(await counted('-q', 'drift:(stage OR higher)')).toEqual(some(/ (stage|higher)$/));
    const without = await auditty(['count', '--by', 'drift', '-o', 'json', FIXTURE]);
    expect(JSON.parse(without.stdout)).toEqual([{ drift: '', events: events(FIXTURE).length }]);
  });
});

describe('print', () => {
  it('gives events byte for byte as JSON lines, but for a CR', async () => {
    const text = readFileSync(FIXTURE, 'utf8');
    expect((await auditty(['print', '-o', 'jsonl', FIXTURE])).stdout).toBe(text);
    const crlf = file(
      'crlf.log',
      text
        .slice(0, 5000)
        .replace(/[^\n]*$/, '')
        .replaceAll('\n', '\r\n')
        .replace(/\r\n$/, ''),
    );
    expect((await auditty(['print', '-o', 'jsonl', crlf])).stdout).toBe(text.slice(0, 5000).replace(/[^\n]*$/, ''));
  });

  it('gives the last n, and what matches', async () => {
    const forbidden = readFileSync(FIXTURE, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"code":403'));
    expect(forbidden.length).toBeGreaterThan(3);
    const ran = await auditty(['print', '-o', 'jsonl', '-n', '3', '-q', 'code:403', FIXTURE]);
    expect(ran.stdout).toBe(`${forbidden.slice(-3).join('\n')}\n`);
  });

  it('gives one JSON array', async () => {
    expect(JSON.parse((await auditty(['print', '-o', 'json', FIXTURE])).stdout)).toEqual(events(FIXTURE));
    expect(await auditty(['print', '-o', 'json', '-q', 'user:nobody-at-all', FIXTURE])).toMatchObject({
      code: 1,
      stdout: '[]\n',
    });
  });

  it('gives CSV with a header', async () => {
    const ran = await auditty(['print', '-o', 'csv', '--policy', POLICY, FIXTURE]);
    const lines = ran.stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(
      'time,stage,level,verb,user,as,ns,resource,name,code,status,ip,agent,decision,reason,uri,audit,rule',
    );
    expect(lines.length).toBe(events(FIXTURE).length + 1);
  });

  it('masks secret values unless told not to', async () => {
    const path = file('secret.log', `${JSON.stringify(SECRET)}\n`);
    const masked = await auditty(['print', '-o', 'jsonl', path]);
    expect(masked.stdout).toBe(`${JSON.stringify(SECRET).replace('aHVudGVyMg==', '••••••••')}\n`);
    expect((await auditty(['print', '-o', 'jsonl', '--no-redact', path])).stdout).toBe(`${JSON.stringify(SECRET)}\n`);
  });

  it('writes no control character into a table', async () => {
    const path = file(
      'hostile.log',
      `${JSON.stringify({ ...SECRET, user: { username: '\u001b[31mred\u202e\u0007' } })}\n`,
    );
    const { stdout } = await auditty(['print', path]);
    expect(stdout).toContain('\\x1b[31mred\\u202e\\x07');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  it('counts bad lines on stderr, and times as the last line', async () => {
    const path = file('bad.log', `{"kind":"Ev\n\n${JSON.stringify(SECRET)}\nnot json`);
    const ran = await auditty(['print', '--timings', path]);
    expect(ran.code).toBe(0);
    const lines = ran.stderr.trimEnd().split('\n');
    expect(lines[0]).toBe('2 bad lines');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      events: 1,
      badLines: 2,
      bytes: readFileSync(path).length,
      firstRowsMs: expect.any(Number),
      indexedMs: expect.any(Number),
      peakRssMiB: expect.any(Number),
    });
  });

  it('spreads a list, each item a compact line of its own', async () => {
    const { kind: _, apiVersion: __, ...item } = SECRET;
    const path = file(
      'list.log',
      `${JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [item, item] })}\n`,
    );
    const ran = await auditty(['print', '-o', 'jsonl', '--no-redact', path]);
    expect(ran.stdout).toBe(`${JSON.stringify(SECRET)}\n`.repeat(2));
  });

  it('follows: what comes later is printed, and an interrupt ends it with 0', async () => {
    const path = file('follow.log', `${JSON.stringify(SECRET)}\n${JSON.stringify({ ...SECRET, verb: 'update' })}\n`);
    const ran = await auditty(['print', '-f', '-n', '1', '-o', 'jsonl', '--no-redact', path], (child) => {
      const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream }); // piped
      let seen = 0;
      lines.on('line', () => {
        seen++;
        if (seen === 1) appendFileSync(path, `${JSON.stringify({ ...SECRET, verb: 'delete' })}\n`);
        if (seen === 2) child.kill('SIGINT');
      });
    });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe(
      `${JSON.stringify({ ...SECRET, verb: 'update' })}\n${JSON.stringify({ ...SECRET, verb: 'delete' })}\n`,
    );
  });

  it('ends quietly when its reader goes', async () => {
    const big = file('big.log', `${JSON.stringify(SECRET)}\n`.repeat(50_000));
    const ran = await auditty(['print', '-o', 'jsonl', big], (child) => {
      child.stdout?.once('data', () => child.stdout?.destroy());
    });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
  });

  it.skipIf(!existsSync('/dev/full'))('says when its output cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    for (const args of [
      ['print', FIXTURE],
      ['count', '--by', 'verb', FIXTURE],
    ]) {
      const ran = spawnSync(NODE, [LAUNCHER, ...args], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
      expect(ran.status).toBe(74);
      expect(ran.stderr).toMatch(/^auditty: the output cannot be written: ENOSPC[^\n]*\n$/);
    }
    closeSync(full);
  });

  it('prints where the viewer has no terminal', async () => {
    const ran = await auditty(['-n', '2', FIXTURE]);
    expect(ran.code).toBe(0);
    expect(ran.stdout.trimEnd().split('\n').length).toBe(3);
  });
});

describe('what is wrong is one sentence and an exit code', () => {
  it.each([
    [['demo'], 2, /^auditty: the demo needs a terminal\n$/],
    [['--bogus'], 2, /^auditty: unknown option '--bogus'\. See auditty --help\.\n$/],
    [['print', '-o', 'xml', FIXTURE], 2, /^auditty: option '-o, --output <form>' argument 'xml' is invalid/],
    [['count', FIXTURE], 2, /^auditty: required option '--by <fields>' not specified/],
    [['count', '--by', 'usr', FIXTURE], 2, /there is no field "usr"/],
    [['print', '/nowhere/audit.log'], 3, /^auditty: \/nowhere\/audit\.log cannot be read: there is no such file\n$/],
    [['print', '/dev/null'], 3, /^auditty: \/dev\/null is no file: pipes and devices are not there yet\n$/],
    [['print', dirname(POLICY)], 3, /^auditty: There is no audit log in [^\n]*fixtures\/policies\n$/],
    [['count', '--by', 'verb', '/nowhere/*.log'], 3, /^auditty: No file matches \/nowhere\/\*\.log\n$/],
    [
      ['print', '-q', 'verb:get usr:bob', FIXTURE],
      2,
      /no field usr\. Did you mean user\?\n {2}verb:get usr:bob\n {11}\^\^\^\n$/,
    ],
    [
      ['print', '--policy', '/nowhere.yaml', FIXTURE],
      2,
      /the policy \/nowhere\.yaml cannot be read: there is no such file\n$/,
    ],
    [['print', '--policy', BROKEN, FIXTURE], 2, /does not load: .*Unsupported value: "metadata"/],
  ] as const)('%j', async (args, code, message) => {
    const ran = await auditty(args);
    expect(ran.code).toBe(code);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });

  it('shows help and version on stdout', async () => {
    expect(await auditty(['--help'])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('Shows Kubernetes audit logs live.'),
    });
    expect((await auditty(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
