/** Filters of `-q` in the built program: what they print, and how it points at what is wrong in one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, describe, expect, it } from 'vitest';
import { FIELD_CASES } from '../query/cases-fields.ts';
import { LINE_CASES } from '../query/cases-lines.ts';
import { VALUE_CASES } from '../query/cases-values.ts';
import { EVENTS, LINES } from '../query/corpus.ts';
import { auditty } from '../support/run.ts';

const dir = mkdtempSync(join(tmpdir(), 'auditty-queries-'));
const LOG = join(dir, 'audit.log');
writeFileSync(LOG, `${LINES.join('\n')}\n`);
afterAll(() => rmSync(dir, { recursive: true }));

const CASES = [...FIELD_CASES, ...VALUE_CASES, ...LINE_CASES];
const SOME = [
  'user:"quo\\"te"', 'time:[22:30 TO 01:15]', 'ip:2001:db8::/32', '-(-(verb:get ns:prod) -user:bob)', 'requestObject.metadata.labels."q\\"t":quote', 'text~nginx:1\\.(25|27)"',
  'text:"say \\"hi\\" <b>"', 'fuzzy:"paymnt wrker"', 'webhook:*', '(text:miner OR verb:get) -(has:requestObject code:200)',
]; // biome-ignore format: a list

describe('a filter', () => {
  it.each(SOME)('%s prints the lines that pass', async (text) => {
    const [, count = -1, plainly = () => false] = CASES.find(([each]) => each === text) ?? [];
    const { stdout, stderr, code } = await auditty(['print', '-o', 'jsonl', '--no-redact', '-q', text, LOG]);
    const printed = stdout.split('\n').filter((line) => line !== '');
    expect([code, stderr]).toEqual([0, '']);
    expect(printed).toEqual(LINES.filter((line, at) => plainly(EVENTS[at] ?? { auditID: '' }, line)));
    expect(printed.length).toBe(count);
  });
});

describe('a filter that does not parse', () => {
  /** What stands under the caret, and how many cells it takes. */
  function pointedAt(stderr: string): readonly [before: string, pointed: string] {
    const [shown = '', carets = ''] = stderr.split('\n').slice(1);
    const before = carets.indexOf('^');
    const cells = carets.length - before;
    let at = 0;
    while (stringWidth(shown.slice(0, at)) < before) at++;
    let end = at;
    while (end < shown.length && stringWidth(shown.slice(at, end)) < cells) end++;
    return [shown.slice(0, at).trimStart(), shown.slice(at, end)];
  }

  it.each([
    ['verb:get usr:bob', 'no field usr. Did you mean user?', 'verb:get ', 'usr'],
    ['日本 usr:bob', 'no field usr. Did you mean user?', '日本 ', 'usr'],
    ['"emoji 😀" 日本:x', 'no field 日本. In quotes it is searched as text', '"emoji 😀" ', '日本'],
    ['"e\u0301" x:1', 'no field x. In quotes it is searched as text', '"e\u0301" ', 'x'],
    ['user:日本 code:>=x', 'code is compared with a number, as in code:>=400', 'user:日本 code:', '>=x'],
    ['"a\nb" usr:bob', 'no field usr. Did you mean user?', '"a\\nb" ', 'usr'],
    ['\u001b[31mred usr\u0007:bob', 'no field usr\\x07. In quotes it is searched as text', '\\x1b[31mred ', 'usr\\x07'],
    ['\u202e\u009b2J usr:bob', 'no field usr. Did you mean user?', '\\u202e\\x9b2J ', 'usr'],
  ])('%j', async (text, message, before, pointed) => {
    const { stdout, stderr, code } = await auditty(['print', '-q', text, LOG]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`auditty: the query does not parse: ${message}\n`);
    expect(pointedAt(stderr)).toEqual([before, pointed]);
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  it('points behind its end where something is missing', async () => {
    const { stderr, code } = await auditty(['count', '--by', 'verb', '-q', '日本 user:', LOG]);
    expect(code).toBe(2);
    expect(stderr).toBe('auditty: the query does not parse: a value is missing here\n  日本 user:\n            ^\n');
  });

  it('shows of a long one what is round the place', async () => {
    const { stderr, code } = await auditty([
      'print',
      '-q',
      `${'verb:get '.repeat(100)}usr:bob ${'verb:get '.repeat(100)}`,
      LOG,
    ]);
    expect(code).toBe(2);
    expect(pointedAt(stderr)[1]).toBe('usr');
    expect(Math.max(...stderr.split('\n').map((line) => line.length))).toBeLessThan(200);
  });
});
