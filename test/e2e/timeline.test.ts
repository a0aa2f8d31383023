/** The timeline of the built program, in a real terminal: a range chosen with the keyboard, a jump, --since. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { reference } from '../support/core.ts';
import { startInTest } from '../support/e2e.ts';
import { eventLines } from '../support/events.ts';
import { LAUNCHER, NODE } from '../support/pty.ts';

const dir = mkdtempSync(join(tmpdir(), 'auditty-timeline-'));
afterAll(() => rmSync(dir, { recursive: true }));

const LINES = eventLines(2000, 5);
const TIMES = reference(LINES).map(({ time }) => time);
const LOG = join(dir, 'audit.log');
writeFileSync(LOG, LINES.map((line) => `${line}\n`).join(''));

const iso = (micros: number): string => `${new Date(micros / 1000).toISOString().slice(0, -1)}Z`;

it('narrows everything to a range of it, and back', async () => {
  const program = startInTest(NODE, [LAUNCHER, LOG]);
  await program.until('2,000 events');
  await program.until(/per \d+(\.\d)? ?ms/);
  program.keys('t');
  await program.until('← → move');
  program.keys('g');
  program.keys('v');
  program.keys('lllll');
  await program.until(/ to 21:00:0\d\.\d+ {2}1\d\d events, \d+ errors/);
  const chosen = Number(/ {2}(\d+) events, \d+ errors/.exec(program.text())?.[1]);
  program.keys('\r');
  await program.until(`${chosen} of 2,000 events`);
  await program.until(`${chosen}/${chosen}`);
  const filter = /time:\[(\S+) TO (\S+)\]/.exec(program.text());
  const [from = 0, to = 0] = [filter?.[1], filter?.[2]].map(
    (text) =>
      reference([LINES[0]?.replace(/"stageTimestamp":"[^"]*"/, `"stageTimestamp":"${text}"`) ?? ''])[0]?.time ?? 0,
  );
  expect(TIMES.filter((time) => time >= from && time <= to).length).toBe(chosen);
  program.keys('\x7f');
  await program.until('2,000 events');
  program.keys('q');
  expect((await program.ended()).exitCode).toBe(0);
});

it('jumps to a time', async () => {
  const middle = TIMES[1000] ?? 0;
  const at = TIMES.findIndex((time) => time >= Math.ceil(middle / 1e6) * 1e6) + 1;
  const program = startInTest(NODE, [LAUNCHER, LOG]);
  await program.until('2,000 events');
  program.keys(':');
  await program.until('Enter apply');
  program.keys(iso(Math.ceil(middle / 1e6) * 1e6).slice(11, 19));
  await program.until(/jumps to 21:00:0\dZ/);
  program.keys('\r');
  await program.until(`${at.toLocaleString('en-US')}/2,000`);
  program.keys('q');
  expect((await program.ended()).exitCode).toBe(0);
});

it('begins with --since and ends with --until, as a term of the filter', async () => {
  const [from, to] = [iso(Math.floor((TIMES[500] ?? 0) / 1e6) * 1e6), iso(Math.floor((TIMES[1500] ?? 0) / 1e6) * 1e6)];
  const within = TIMES.filter((time) => time >= Date.parse(from) * 1000 && time <= Date.parse(to) * 1000).length;
  const program = startInTest(NODE, [LAUNCHER, LOG, '--since', from, '--until', to]);
  await program.until(new RegExp(`${within.toLocaleString('en-US')} of [\\d,]+ events`));
  expect(program.text()).toContain(`time:[${from.replace('.000Z', 'Z')} TO ${to.replace('.000Z', 'Z')}]`);
  program.keys('q');
  expect((await program.ended()).exitCode).toBe(0);
  const wrong = startInTest(NODE, [LAUNCHER, LOG, '--since', '2026-02-31']);
  expect((await wrong.ended()).exitCode).toBe(2);
  expect(wrong.text()).toContain('auditty: --since: there is no 2026-02-31');
});
