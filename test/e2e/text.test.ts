/** Searching whole lines in the viewer, as a person types it, in the program and in the executable. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { startInTest } from '../support/e2e.ts';
import { eventLines } from '../support/events.ts';
import { EXECUTABLE, KEY, LAUNCHER, NODE } from '../support/pty.ts';

const dir = mkdtempSync(join(tmpdir(), 'auditty-text-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Each has a body with a word of its own; every hundredth a hostile one. */
const LINES = eventLines(3000, 7).map((line, at) => {
  const note = at % 100 === 0 ? `${'a'.repeat(60)}!` : `note <${at}>`;
  return JSON.stringify({ ...JSON.parse(line), requestObject: { note } }).replace(
    /[<>]/g,
    (c) => `\\u00${c.charCodeAt(0).toString(16)}`,
  );
});
const TEXT = LINES.map((line) => `${line}\n`).join('');
const CLEAR = '\u0015';

describe.each([
  ['node', NODE, [LAUNCHER], 'audit.log'],
  ['the executable', EXECUTABLE, [], 'audit.log.gz'],
] as const)('%s', (_, file, before, name) => {
  const path = join(dir, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(TEXT) : TEXT);

  it('finds a text in bodies, whatever its case, and an expression', async () => {
    const program = startInTest(file, [...before, '--no-rotated', path], { columns: 120, rows: 40 });
    await program.until('3,000 events');
    program.keys(`:text:"NOTE <12"${KEY.enter}`);
    await program.until(/› text:"NOTE <12" +0 of 3,000 events/);
    await program.until('No event matches this condition.');
    program.keys(`:${CLEAR}text:"note <12"${KEY.enter}`);
    // 12, 120 to 129 and 1200 to 1299, less those that are hostile.
    await program.until(/› text:"note <12" +110 of 3,000 events/);
    await program.until('110/110');
    expect(program.text()).toContain('Stage');
    program.keys(`:${CLEAR}text~"note .u003c12[0-9]\\W"${KEY.enter}`);
    await program.until(/› text~"note \.u003c12\[0-9\]\\\\W" +10 of 3,000 events/);
    program.keys('q');
    expect((await program.ended()).exitCode).toBe(0);
  });

  it('stays alive where an expression takes without end, and tells', async () => {
    const program = startInTest(file, [...before, '--no-rotated', path], { columns: 120, rows: 40 });
    await program.until('3,000 events');
    program.keys(`:text~"(a+)+$"${KEY.enter}`);
    await program.until(/the expression took .+ on one line and was (?:stopped|given up)/);
    program.keys('?');
    await program.until('text~EXPR');
    program.keys(`${KEY.escape}`);
    await program.untilGone('text~EXPR');
    program.keys(`:${CLEAR}text~a{60}!${KEY.enter}`);
    await program.until(/› text~a\{60\}! +30 of 3,000 events/);
    program.keys('q');
    expect((await program.ended()).exitCode).toBe(0);
  });
});
