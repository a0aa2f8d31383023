/** What is printed for people and for spreadsheets: named columns, colours, bars, counts over time. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/audit/fields.ts';
import { COLUMN_FIELDS, columnText, columnValues } from '../../src/query/columns.ts';
import { LAUNCHER, NODE, start } from '../support/pty.ts';
import { auditty } from '../support/run.ts';
import { fixture } from '../support/shared.ts';

const FIXTURE = fixture('audit.log');
const POLICY = fixture('policies', 'policy-main.yaml');
const dir = mkdtempSync(join(tmpdir(), 'auditty-columns-'));
afterAll(() => rmSync(dir, { recursive: true }));

interface Logged {
  readonly stageTimestamp: string;
  readonly verb: string;
  readonly responseStatus?: { readonly code?: number };
}
const EVENTS = readFileSync(FIXTURE, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Logged); // an audit log of our own

/** The cells of CSV by RFC 4180: quotes doubled within quotes. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (let rest = `,${line}`; rest !== ''; ) {
    const [whole = '', quoted, bare] = /^,(?:"((?:[^"]|"")*)"|([^",]*))/.exec(rest) ?? [];
    if (whole === '') throw new Error(`no CSV: ${rest}`);
    cells.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    rest = rest.slice(whole.length);
  }
  return cells;
}

describe('--columns', () => {
  it('prints the fields that are named, in their order, under the names that were given', async () => {
    const ran = await auditty(['print', '-o', 'csv', '--columns', 'verb,namespace,time,code', FIXTURE]);
    const [head, ...lines] = ran.stdout.trimEnd().split('\n');
    expect(head).toBe('verb,namespace,time,code');
    expect(lines.map((line) => [cellsOf(line)[0], cellsOf(line)[2], cellsOf(line)[3]])).toEqual(
      EVENTS.map(({ verb, stageTimestamp, responseStatus }) => [
        verb,
        stageTimestamp,
        String(responseStatus?.code ?? ''),
      ]),
    );
  });

  it('makes every field of the language, and no other, a column', async () => {
    const all = await auditty([
      'print',
      '-o',
      'csv',
      '--policy',
      POLICY,
      '--columns',
      COLUMN_FIELDS.join(','),
      FIXTURE,
    ]);
    expect(all.code).toBe(0);
    for (const line of all.stdout.trimEnd().split('\n')) expect(cellsOf(line).length).toBe(COLUMN_FIELDS.length);
  });

  it('keeps cells apart whatever stands in them', async () => {
    const path = join(dir, 'odd.log');
    const user = 'a,"b"\r\n\u001b[31mc';
    writeFileSync(
      path,
      `${JSON.stringify({ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: 'x', stage: 'ResponseComplete', requestURI: '/healthz', verb: 'get', user: { username: user, groups: ['g', 'h'] }, sourceIPs: ['10.0.0.1', '10.0.0.2'] })}\n`,
    );
    const ran = await auditty(['print', '-o', 'csv', '--columns', 'user,group,ip,latency,minute,verb', path]);
    expect(ran.stdout).toBe('user,group,ip,latency,minute,verb\n"a,""b""\\r\\n\\x1b[31mc","g,h",10.0.0.2,,,get\n');
  });

  it('is a table with a dash for what is missing', async () => {
    const ran = await auditty(['print', '--columns', 'code,verb,as', '-n', '2', FIXTURE]);
    expect(ran.stdout).toMatch(/^code verb +as\n(?:\S+ +\w+ +-\n){2}$/);
  });
});

describe('minute and hour', () => {
  it('are RFC 3339 to the minute and to the hour', () => {
    const fields = fieldsOf({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      stage: 'ResponseComplete',
      verb: 'get',
      requestReceivedTimestamp: '2026-11-23T23:59:59.000001Z',
      stageTimestamp: '2026-11-24T02:05:59.999999+02:00',
    });
    if ('bad' in fields) throw new Error(fields.bad);
    const nowhere = { source: '', rule: '', drift: '' };
    expect(columnValues('minute', fields, nowhere)).toEqual(['2026-11-24T00:05:00Z']);
    expect(columnValues('hour', fields, nowhere)).toEqual(['2026-11-24T00:00:00Z']);
    expect(columnText('latency', fields, nowhere)).toBe('360.999998s');
    expect(columnValues('minute', { ...fields, time: Number.NaN }, nowhere)).toEqual([]);
  });

  it('count as JSON.parse does', async () => {
    const counts = new Map<string, number>();
    for (const { stageTimestamp, verb } of EVENTS) {
      const key = `${stageTimestamp.slice(0, 16)}:00Z ${verb}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const ran = await auditty(['count', '--by', 'minute,verb', '-o', 'json', FIXTURE]);
    const shown = JSON.parse(ran.stdout) as { minute: string; verb: string; events: number }[]; // the stable form
    expect(new Map(shown.map(({ minute, verb, events }) => [`${minute} ${verb}`, events]))).toEqual(counts);
  });

  it('are no fields of a filter', async () => {
    expect((await auditty(['print', '-q', 'minute:2026', FIXTURE])).code).toBe(2);
  });
});

describe('count -o table', () => {
  it('draws bars in proportion to the largest, with the share of all events', async () => {
    const ran = await auditty(['count', '--by', 'verb', FIXTURE]);
    const counts = new Map<string, number>();
    for (const { verb } of EVENTS) counts.set(verb, (counts.get(verb) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const [head, ...rows] = ran.stdout.trimEnd().split('\n');
    expect(head).toMatch(/^verb +events +share$/);
    expect(rows.length).toBe(counts.size);
    for (const row of rows) {
      const [, verb = '', events = '', share = '', bar = ''] = /^(\S+) +([\d,]+) +([\d.]+)% {2}(━*╸?)$/.exec(row) ?? [];
      const count = counts.get(verb === '-' ? '' : verb) ?? Number.NaN;
      expect(Number(events.replaceAll(',', ''))).toBe(count);
      expect(Number(share)).toBeCloseTo((100 * count) / EVENTS.length, 1);
      expect(2 * bar.length - (bar.endsWith('╸') ? 1 : 0)).toBe(Math.max(1, Math.round((40 * count) / most)));
      // Right-aligned.
      expect(row.indexOf('%')).toBe(rows[0]?.indexOf('%'));
    }
  });

  it('has a plain form', async () => {
    expect((await auditty(['count', '--by', 'verb', '--ascii', FIXTURE])).stdout).toMatch(/^[ -~\n]*={20}\n[ -~\n]*$/);
  });

  it('gives JSON lines and CSV with the names that were given', async () => {
    const lines = await auditty(['count', '--by', 'namespace,verb', '--top', '1', '-o', 'jsonl', FIXTURE]);
    const first = JSON.parse(lines.stdout) as { namespace: string; verb: string; events: number }; // the stable form
    const csv = await auditty(['count', '--by', 'namespace,verb', '--top', '1', '-o', 'csv', FIXTURE]);
    expect(csv.stdout).toBe(`namespace,verb,events\n${first.namespace},${first.verb},${first.events}\n`);
  });
});

describe('colour', () => {
  const SGR = /\u001b\[[\d;]*m/;

  it.each([
    ['print', ['print', FIXTURE]],
    ['count', ['count', '--by', 'code', FIXTURE]],
    ['policy explain', ['policy', 'explain', '--policy', POLICY, FIXTURE]],
  ])('of %s is none on a pipe, unless it is asked for, and says the same', async (_, args) => {
    const plain = (await auditty(args)).stdout;
    expect(plain).not.toMatch(SGR);
    const coloured = (await auditty([...args, '--color', 'always'])).stdout;
    expect(coloured).toMatch(SGR);
    expect(coloured.replace(new RegExp(SGR, 'g'), '')).toBe(plain);
    expect((await auditty([...args, '--color', 'never'])).stdout).toBe(plain);
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '' }, true],
    [{ TERM: 'dumb' }, false],
  ] as [Record<string, string>, boolean][])('on a terminal with %j: %s', async (env, expected) => {
    const args = [LAUNCHER, 'print', '-q', 'code:403', '-n', '1', FIXTURE];
    const program = start(NODE, args, { columns: 200, rows: 10 }, env);
    await program.until('403');
    expect((await program.ended()).exitCode).toBe(0);
    expect(SGR.test(program.raw())).toBe(expected);
    expect(program.raw()).toContain('403');
  });
});
