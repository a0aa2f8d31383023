/**
 * Any bytes at all: mutated real lines of every form, in blocks of random sizes. Nothing crashes, no byte is unaccounted
 * for, the same events come whatever the blocks, and each can be read back from its place alone.
 * AUDITTY_FUZZ_SECONDS sets how long, AUDITTY_FUZZ_SEED with which seed.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { eventsOfLine } from '../../src/audit/forms.ts';
import { createBlockScanner } from '../../src/audit/scan-block.ts';
import { seeded } from '../support/events.ts';
import { readLines } from '../support/read-lines.ts';
import { fixture } from '../support/shared.ts';

const SECONDS = Number(process.env.AUDITTY_FUZZ_SECONDS ?? 10);
const SEED = Number(process.env.AUDITTY_FUZZ_SEED ?? Date.now() % 1_000_000_007);

const EVENTS = readFileSync(fixture('audit.log'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && line.length < 1500);
const LEGACY = readFileSync(fixture('golden', 'legacy-expected.txt'), 'utf8').split('\n').slice(0, 10);
const ODD = [
  '\n', '\r\n', '\r', '\u0000', '\u0000\u0000\u0000\u0000', '\ufeff', ' ', '\t', '\n\n', ' \n', '{', '}', '[', ']', ',', '"', '\\', ':', '{\n', '[\n',
  '\n]', '\n}', '\n ', '},\n', ']}\n', 'null', '0', '\u001b[2J', '{"log":"', '2026-11-23T21:29:26Z stdout F ', ' AUDIT: ', 'x', '\u2028',
].map((text) => Buffer.from(text)); // biome-ignore format: a table
const BYTES = [Buffer.of(0xff), Buffer.of(0xef, 0xbb), Buffer.of(0xc3), Buffer.of(0xed, 0xa0, 0x80)];

function sample(random: () => number): Buffer {
  const whole = (max: number): number => Math.floor(random() * max);
  const event = (): string => EVENTS[whole(EVENTS.length)] ?? '';
  const value = (): unknown => JSON.parse(event());
  const listOf = (): unknown => ({
    kind: 'EventList',
    apiVersion: 'audit.k8s.io/v1',
    metadata: {},
    items: [value(), value()],
  });
  const forms: readonly (() => string)[] = [
    event,
    event,
    event,
    () => LEGACY[whole(LEGACY.length)] ?? '',
    () => JSON.stringify(listOf()),
    () => JSON.stringify([value(), value()]),
    () => JSON.stringify({ log: `${event()}\n`, stream: 'stdout' }),
    () => JSON.stringify({ kubernetes: {}, message: value() }),
    () => `2026-11-23T21:29:26.204137Z stdout F ${event()}`,
    () => JSON.stringify(value(), null, 2),
    () => JSON.stringify(listOf(), null, '\t'),
    () => JSON.stringify([value(), value()], null, 1),
    () => `[\n${event()},\n${event()}\n]`,
    () =>
      `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[\n  ${event().replace(/"kind":"Event","apiVersion":"[^"]*",/, '')}\n]}`,
    () => `[${event()}, \n ${event()}]`,
  ];
  let bytes = Buffer.from(Array.from({ length: 1 + whole(7) }, () => forms[whole(forms.length)]?.() ?? '').join('\n'));
  if (random() < 0.7) bytes = Buffer.concat([bytes, Buffer.from('\n')]);
  for (let changes = whole(6); changes > 0; changes--) {
    const at = whole(bytes.length + 1);
    const lineAt = bytes.indexOf(10, at) + 1;
    const place = random() < 0.5 ? at : lineAt;
    const odd = [...ODD, ...BYTES][whole(ODD.length + BYTES.length)] ?? Buffer.alloc(0);
    const cut = random() < 0.5 ? 1 : whole(2000);
    const [before, after] = random() < 0.6 ? [place, place] : [place, place + cut];
    bytes = Buffer.concat([bytes.subarray(0, before), ...(random() < 0.7 ? [odd] : []), bytes.subarray(after)]);
  }
  return bytes;
}

function lineCuts(bytes: Buffer, random: () => number): number[] {
  const cuts: number[] = [];
  const often = random();
  for (let lf = bytes.indexOf(10); lf >= 0; lf = bytes.indexOf(10, lf + 1)) if (random() < often) cuts.push(lf + 1);
  return cuts;
}

it(`any bytes, seed ${SEED}`, { timeout: SECONDS * 1000 + 30_000 }, () => {
  const end = Date.now() + SECONDS * 1000;
  // One for all rounds, as in a program: it remembers texts.
  const compiled = createBlockScanner();
  let rounds = 0;
  let events = 0;
  for (let seed = SEED; Date.now() < end; seed++, rounds++) {
    const random = seeded(seed);
    const bytes = sample(random);
    const plain = readLines(bytes);
    const said = `AUDITTY_FUZZ_SEED=${seed}`;
    const { accounts } = plain;
    expect(accounts.events + accounts.bad + accounts.separators, said).toBe(bytes.length);
    for (const { text, offset, length, item } of plain.events) {
      const again = eventsOfLine(bytes.toString('utf8', offset, offset + length));
      expect('bad' in again ? again.bad : again[item], said).toBe(text);
    }
    const cuts = lineCuts(bytes, random);
    const forwards = readLines(bytes, cuts);
    expect(readLines(bytes, cuts, 0, compiled), `${said}, the compiled scan`).toEqual(plain);
    expect(forwards, said).toEqual(plain);
    const first = Math.floor(random() * (cuts.length + 1));
    const both = readLines(bytes, cuts, first);
    const placed = (lines: typeof plain) => ({
      events: lines.events.map(({ line: _, ...event }) => event),
      bad: lines.bad.map(({ line: _, ...bad }) => bad),
      accounts: lines.accounts,
    });
    expect(placed(both), `${said}, backwards from block ${first}`).toEqual(placed(plain));
    events += plain.events.length;
  }
  expect(rounds).toBeGreaterThan(10);
  expect(events).toBeGreaterThan(rounds / 2);
});
