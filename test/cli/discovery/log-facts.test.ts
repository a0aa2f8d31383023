import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatMicros, parseMicros } from '../../../src/audit/time.ts';
import { logFacts } from '../../../src/cli/discovery/log-facts.ts';
import { touched } from '../../support/machine.ts';
import { fixture } from '../../support/shared.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'auditty-facts-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function event(time: string): string {
  return `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a","stage":"Panic","stageTimestamp":"${time}"}\n`;
}
function write(name: string, content: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

it('reaches back to the first event of the oldest rotated file, also where it is gzipped', async () => {
  const live = write('audit.log', event('2026-11-23T12:00:00.000001Z'));
  touched(live, Date.UTC(2026, 10, 23, 13) / 1000);
  const plain = write('audit-2026-11-23T12-00-00.000.log', event('2026-11-23T11:00:00.000001Z'));
  const oldest = event('2026-11-23T03:00:00.000001Z').repeat(1000);
  const zipped = write('audit-2026-11-23T11-00-00.000.log.gz', gzipSync(oldest));
  // Being compressed: the plain one is still there, and counts.
  write('audit-2026-11-23T12-00-00.000.log.gz', Buffer.from([0x1f, 0x8b, 8]));
  for (const other of ['audit-2026.log', 'audit-x.log.gz', 'audit.log.bak', 'other-2026-11-23T01-00-00.000.log'])
    write(other, oldest);
  const facts = await logFacts(live, '/nowhere');
  const sizes = [plain, zipped].map((path) => readFileSync(path).length);
  expect(facts).toEqual({
    path: live,
    state: 'readable',
    owner: `${process.getuid?.()}:${process.getgid?.()}`,
    mode: expect.stringMatching(/^0[0-7]{3}$/),
    size: 144,
    modified: Date.UTC(2026, 10, 23, 13),
    rotated: { files: 2, compressed: 1, bytes: (sizes[0] ?? 0) + (sizes[1] ?? 0) },
    first: { time: parseMicros('2026-11-23T03:00:00.000001Z'), file: 'audit-2026-11-23T11-00-00.000.log.gz' },
    bytesPerHour: Math.round((144 + 144 + 144_000) / 10),
    format: 'json',
  });
});

it('reads on where the first lines are no events, and where the oldest file has none', async () => {
  write('audit-2026-11-23T11-00-00.000.log', '');
  write('audit-2026-11-23T11-30-00.000.log.gz', gzipSync(event('2026-11-23T03:00:00Z')).subarray(0, 20));
  const live = write(
    'audit.log',
    `\ufeff\nnot json\n{"kind":"Event","apiVersion":"v1"}\n${event('2026-11-23T12:00:00Z').trim()}`,
  );
  const { first, rotated } = await logFacts(live, '/');
  expect(first).toMatchObject({ time: parseMicros('2026-11-23T12:00:00Z'), file: 'audit.log' });
  expect(rotated).toMatchObject({ files: 2, compressed: 1 });
  expect((await logFacts(write('bad.log', 'x\n'.repeat(100)), '/')).first).toBeNull();
});

it('reads a first line of megabytes, and the legacy format', async () => {
  const long = event('2026-11-23T12:00:00Z').replace('"Panic"', `"Panic","requestURI":"/${'x'.repeat(6 << 20)}"`);
  expect((await logFacts(write('long.log', long), '/')).first?.time).toBe(parseMicros('2026-11-23T12:00:00Z'));
  const legacy = '2026-11-23T13:00:00.5+01:00 AUDIT: id="a" stage="RequestReceived" ip="::1" method="get"\n';
  const facts = await logFacts(write('legacy.log', legacy), '/');
  expect(facts.format).toBe('legacy');
  expect(formatMicros(facts.first?.time ?? Number.NaN)).toBe('2026-11-23T12:00:00.500000Z');
});

it('tells no rate of less than a minute, and knows what is no file and what is not there', async () => {
  const short = write('audit.log', event('2026-11-23T12:00:00Z'));
  touched(short, Date.UTC(2026, 10, 23, 12, 0, 50) / 1000);
  expect((await logFacts(short, '/')).bytesPerHour).toBeNull();
  expect(await logFacts(join(dir, 'none.log'), '/')).toMatchObject({ state: 'missing', size: null, first: null });
  mkdirSync(join(dir, 'folder'));
  expect(await logFacts(join(dir, 'folder'), '/')).toMatchObject({ state: 'no-file' });
});

it('reads the log of the fixtures', async () => {
  const { first, format, state } = await logFacts(fixture('audit.log'), '/');
  expect([state, format, formatMicros(first?.time ?? Number.NaN).slice(0, 4)]).toEqual(['readable', 'json', '2026']);
});
