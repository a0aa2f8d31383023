/** `--since`, `--until` and `--local` on the commands that pass over a log once. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditty } from '../support/run.ts';
import { fixture } from '../support/shared.ts';

const LOG = fixture('audit.log');
const POLICY = fixture('policies', 'policy-main.yaml');
const EVENTS = readFileSync(LOG, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { readonly stageTimestamp: string; readonly auditID: string }); // an audit log of our own

const sorted = EVENTS.map(({ stageTimestamp }) => stageTimestamp).sort();
const FROM = sorted[Math.floor(sorted.length / 3)] ?? '';
const TO = sorted[Math.floor((sorted.length * 2) / 3)] ?? '';
const within = EVENTS.filter(({ stageTimestamp: at }) => at >= FROM && at <= TO);

describe('--since and --until', () => {
  it('print what lies between, both ends included', async () => {
    expect(within.length).toBeGreaterThan(0);
    expect(within.length).toBeLessThan(EVENTS.length);
    const { code, stdout } = await auditty(['print', '-o', 'jsonl', '--since', FROM, '--until', TO, LOG]);
    expect(code).toBe(0);
    const printed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).auditID);
    expect(printed).toEqual(within.map(({ auditID }) => auditID));
  });

  it('count and explain it, and hold beside a query', async () => {
    const counted = await auditty(['count', '--by', 'verb', '-o', 'json', '--since', FROM, '--until', TO, LOG]);
    const sum = (JSON.parse(counted.stdout) as { events: number }[]).reduce((all, { events }) => all + events, 0); // ours
    expect(sum).toBe(within.length);
    const explained = await auditty(['policy', 'explain', '--policy', POLICY, '-o', 'jsonl', '--until', FROM, LOG]);
    expect(explained.stdout.trimEnd().split('\n').length).toBe(
      EVENTS.filter(({ stageTimestamp }) => stageTimestamp <= FROM).length,
    );
    const both = await auditty(['count', '--by', 'verb', '-o', 'json', '-q', `time:>=${FROM}`, '--until', TO, LOG]);
    expect(both.stdout).toBe(counted.stdout);
  });

  it('the viewer prints it where stdout is no terminal', async () => {
    const { stdout } = await auditty(['--since', FROM, '--until', TO, LOG]);
    expect(stdout.trimEnd().split('\n').length).toBe(within.length + 1);
  });

  it('take local times with --local, and nothing matches an hour that nothing is from', async () => {
    const later = await auditty(['print', '--since', 'now', LOG]);
    expect(later.code).toBe(1);
    const local = await auditty(['count', '--by', 'verb', '-o', 'json', '--local', '--since', FROM, LOG]);
    const utc = await auditty(['count', '--by', 'verb', '-o', 'json', '--since', FROM, LOG]);
    expect(local.stdout).toBe(utc.stdout);
  });
});

it.each([
  [['print', '--since', '2026-02-31'], '--since: there is no 2026-02-31'],
  [['count', '--by', 'verb', '--until', 'teatime'], '--until: no time: teatime. Times are written as 14:05'],
  [['policy', 'explain', '--policy', POLICY, '--since', '25:00'], '--since: there is no 25:00'],
  [['--since', '1x'], '--since: no time: 1x.'],
  [['print', '--since', TO, '--until', FROM], '--since is later than --until: '],
])('%j is a wrong usage: %s', async (args, message) => {
  const { code, stdout, stderr } = await auditty([...args, LOG]);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(`auditty: ${message}`);
});
