/** The opened event with large bodies, searched, copied and saved, in the program and in the executable. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startInTest } from '../support/e2e.ts';
import { eventLines } from '../support/events.ts';
import { EXECUTABLE, KEY, LAUNCHER, NODE } from '../support/pty.ts';

const dir = mkdtempSync(join(tmpdir(), 'auditty-inside-'));
afterAll(() => rmSync(dir, { recursive: true }));

const ITEMS = Array.from({ length: 1000 }, (_, at) => ({
  kind: 'Secret',
  metadata: { name: `item-${at}` },
  data: { key: `a2V5LW${at}` },
}));
const [FIRST = '{}', SECOND = '{}'] = eventLines(2, 7);
const LISTED = { ...JSON.parse(FIRST), responseObject: { kind: 'SecretList', items: ITEMS } };
const LARGE = { ...JSON.parse(SECOND), responseObject: { data: { blob: `${'0123456789'.repeat(600_000)} the-end` } } };

describe.each([
  ['node', NODE, [LAUNCHER]],
  ['the executable', EXECUTABLE, []],
] as const)('%s', (name, file, before) => {
  it('opens lists of a thousand and strings of megabytes, finds in them, copies and saves', async () => {
    const path = join(dir, `${name.replaceAll(' ', '-')}.log`);
    writeFileSync(path, `${JSON.stringify(LISTED)}\n${JSON.stringify(LARGE)}\n`);
    const program = startInTest(file, [...before, '--no-rotated', path], { columns: 120, rows: 40 });
    await program.until('2 events');
    program.keys(KEY.enter);
    await program.until(/Event 2 of 2 .* 6\.0 MB/);
    program.keys('/the-END');
    await program.until('nothing found');
    program.keys(`\u0015the-end${KEY.enter}`);
    await program.until('/the-end 1 of 1');
    expect(program.text()).toMatch(/\d the-end *$/m);
    program.keys(`${KEY.escape}`);
    await program.untilGone('/the-end');
    program.keys(`${KEY.escape}`);
    await program.until('time ');
    program.keys(`g${KEY.enter}`);
    await program.until('values masked');
    program.keys(`/item-999${KEY.enter}`);
    await program.until('/item-999 1 of 1');
    await program.until(/▾ 999/);
    program.keys('c');
    await program.until('The path was sent');
    const copied = (): string =>
      Buffer.from(
        [...program.raw().matchAll(/\u001b\]52;c;([^\u0007]*)\u0007/g)].at(-1)?.[1] ?? '',
        'base64',
      ).toString();
    expect(copied()).toBe('responseObject.items.999.metadata.name');
    program.keys('y');
    await program.until('The value was sent');
    expect(copied()).toBe('item-999');
    program.keys(`s\u0015${tmpdir()}/auditty-inside-${process.pid}.json${KEY.enter}`);
    await program.until('Saved 2 events');
    const saved = `${tmpdir()}/auditty-inside-${process.pid}.json`;
    expect(statSync(saved).mode & 0o777).toBe(0o600);
    const text = readFileSync(saved, 'utf8');
    rmSync(saved);
    expect((JSON.parse(text) as unknown[]).length).toBe(2);
    expect(text).not.toContain('a2V5LW');
    program.keys('\u0003');
    expect((await program.ended()).exitCode).toBe(0);
  });
});
