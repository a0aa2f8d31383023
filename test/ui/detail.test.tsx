import { describe, expect, it } from 'vitest';
import type { Redactor } from '../../src/ui/document.ts';
import type { Screen } from '../support/screen.ts';
import { event, traffic } from './events.ts';
import { start } from './run.tsx';

/** Masks the value of every key called password. */
const redact: Redactor = (text) => {
  const masked: [number, number][] = [];
  let grown = 0;
  const out = text.replace(/("password":)"[^"]*"/g, (found: string, key: string, at: number) => {
    const start = at + grown + key.length;
    masked.push([start, start + 10]);
    grown += key.length + 10 - found.length;
    return `${key}"••••••••"`;
  });
  return { text: out, masked };
};

const SECRET = {
  kind: 'Secret',
  metadata: { name: 's' },
  data: { password: 'aHVudGVyMg==' },
  big: 12345678901234567890n,
};

/** JSON with integers of any size. */
function json(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `#${each}#` : each)).replace(
    /"#(\d+)#"/g,
    '$1',
  );
}

/** What was copied last. */
function copied(screen: Screen): string {
  const all = [...screen.written().matchAll(/\u001b\]52;c;([^\u0007]*)\u0007/g)];
  return Buffer.from(all.at(-1)?.[1] ?? '', 'base64').toString();
}

describe('the opened event', () => {
  it('begins with who did what, and when, then shows the whole of it', async () => {
    const { screen } = start([event({ verb: 'delete', user: 'system:serviceaccount:ci:bot', code: 403 })], [120, 40]);
    await screen.until('1/1');
    screen.type('\r');
    const text = await screen.until('Fields ─');
    expect(text).toContain('@ci/bot deleted pod prod/web from 10.0.0.7 with kubectl/v1.37.2 · 403 in 2.0 ms · refused');
    expect(text).toMatch(/○ received \d\d:\d\d:\d\d\.\d{3} ── ● complete \+2\.0 ms/);
    expect(text).toContain('Event 1 of 1 · audit.log line 1 · byte 0');
    expect(text).toMatch(/▾ user\n +username {2}system:serviceaccount:ci:bot/);
    screen.type('\u001b');
    await screen.until(/time +s lv verb/);
  });

  it('masks secrets, reveals one on this screen only, and keeps every digit of a number', async () => {
    const { screen } = start([json(event({ resource: 'secrets', body: SECRET }))], [120, 50], { redact });
    await screen.until('1/1');
    screen.type('\r');
    const text = await screen.until('values masked');
    expect(text).toMatch(/password {2}••••••••/);
    expect(text).not.toContain('aHVudGVyMg');
    expect(text).toMatch(/big +12345678901234567890/);
    // Down to the masked value.
    const rows = text.split('\n');
    const first = rows.findIndex((row) => row.includes('kind        Event'));
    const wanted = rows.findIndex((row) => row.includes('password'));
    screen.type('j'.repeat(wanted - first));
    await screen.until('R reveals it on this screen only');
    screen.type('C');
    await screen.until('The event, masked, was sent');
    expect(copied(screen)).toContain('"password":"••••••••"');
    screen.type('R');
    await screen.until('aHVudGVyMg==');
    // Shown on this screen only: what is taken away stays masked.
    screen.type('y');
    await screen.until('The value, masked, was sent');
    expect(copied(screen)).toBe('••••••••');
    screen.type('c');
    await screen.until('The path was sent');
    expect(copied(screen)).toBe('requestObject.data.password');
    screen.type('+');
    await screen.until('A masked value is no filter');
    screen.type('R');
    await screen.gone('aHVudGVyMg==');
  });

  it('folds and unfolds', async () => {
    const { screen } = start([event()], [120, 50]);
    await screen.until('1/1');
    screen.type('\r');
    const rows = (await screen.until('▾ user')).split('\n');
    const steps =
      rows.findIndex((row) => row.includes('▾ user')) - rows.findIndex((row) => row.includes('kind        Event'));
    screen.type(`${'j'.repeat(steps)} `);
    await screen.until(/▸ user {2}2 values · \d+ B/);
    screen.type(' ');
    await screen.until('▾ user');
  });

  it('cuts a long value, and shows it whole on Enter', async () => {
    const agent = `curl/8 ${'x'.repeat(150)} end-of-agent`;
    const { screen } = start([event({ agent })], [120, 50]);
    await screen.until('1/1');
    screen.type('\r');
    const rows = (await screen.until('userAgent')).split('\n');
    expect(rows.join('\n')).not.toContain('end-of-agent');
    const steps =
      rows.findIndex((row) => row.includes('userAgent')) - rows.findIndex((row) => row.includes('kind        Event'));
    screen.type(`${'j'.repeat(steps)}\r`);
    await screen.until('end-of-agent');
  });

  it('filters on and excludes the value under the cursor', async () => {
    const { screen } = start(traffic(30), [120, 50]);
    await screen.until('30/30');
    screen.type('\r');
    const rows = (await screen.until('username')).split('\n');
    const steps =
      rows.findIndex((row) => row.includes('username')) - rows.findIndex((row) => row.includes('kind        Event'));
    screen.type(`${'j'.repeat(steps)}-`);
    await screen.until('› -user:bob');
    await screen.until('20 of 30 events');
  });

  it('opens an event of thousands of parts and one nested by the ten thousand', async () => {
    const wide = event({
      id: 'wide',
      body: { items: Array.from({ length: 20_000 }, (_, at) => ({ name: `item-${at}` })) },
    });
    const deep = `${json(event({ id: 'deep', body: 'DEPTH' })).replace('"DEPTH"', '['.repeat(50_000) + ']'.repeat(50_000))}`;
    const { screen } = start([wide, deep], [120, 40]);
    await screen.until('2/2');
    screen.type('\r');
    await screen.until(/▸ 0 {2}0 values · 100.0 kB/);
    const depths = (await screen.until('▾ requestObject')).split('\n');
    const down =
      depths.findIndex((row) => row.includes('▾ requestObject')) -
      depths.findIndex((row) => row.includes('kind        Event'));
    // Opened as far as it goes: what stands deeper than any screen is wide is text.
    screen.type('j'.repeat(down) + `j${'\u001b[C'}`.repeat(64));
    await screen.until('[[[[[[[[');
    screen.type('\u001bk\r');
    const wide20 = (await screen.until(/▸ items {2}20,000 values/)).split('\n');
    const steps =
      wide20.findIndex((row) => row.includes('▸ items')) - wide20.findIndex((row) => row.includes('kind        Event'));
    screen.type(`${'j'.repeat(steps)} `);
    await screen.until(/▾ items[\s\S]*▸ 0 {2}item-0 {2}1 value/);
    // Every item is a row, which is made when it is looked at.
    screen.type('G');
    await screen.until(/▸ 19999 {2}item-19999 {2}1 value[\s\S]*stageTimestamp/);
    screen.type(`${'k'.repeat(5)} `);
    await screen.until(/▾ 19999[\s\S]*name {2}item-19999/);
    screen.type('\u001b[D\u001b[D');
    await screen.until(/▾ items/);
    screen.type('\u001b[D');
    await screen.until(/▸ items {2}20,000 values/);
  });

  it('opens a value of six megabytes at once, cut and with its size, and whole row by row', async () => {
    const text = `begin ${'0123456789'.repeat(600_000)} the-very-end`;
    const { screen } = start([event({ body: { data: { blob: text } } })], [120, 40]);
    await screen.until('1/1');
    screen.type('\r');
    const rows = (await screen.until(/blob {2}begin 0123456789[0-9]*… {2}6\.0 MB/)).split('\n');
    const steps =
      rows.findIndex((row) => row.includes('blob')) - rows.findIndex((row) => row.includes('kind        Event'));
    screen.type(`${'j'.repeat(steps)}\r`);
    await screen.until((shown) => (shown.match(/^ *[0-9]{90,}$/gm)?.length ?? 0) > 2);
    screen.type('Gkkkkkk');
    await screen.until(/the-very-end[\s\S]*stageTimestamp/);
    // On one row again, and the cursor is on it.
    screen.type('\r');
    await screen.until(/blob {2}begin 0123456789[0-9]*… {2}6\.0 MB/);
  });

  it('keeps what is folded from event to event', async () => {
    const { screen } = start(traffic(3), [120, 50]);
    await screen.until('3/3');
    screen.type('\r');
    const rows = (await screen.until('▾ user')).split('\n');
    const steps =
      rows.findIndex((row) => row.includes('▾ user')) - rows.findIndex((row) => row.includes('kind        Event'));
    screen.type(`${'j'.repeat(steps)} `);
    await screen.until('▸ user');
    screen.type('\u001bk\r');
    await screen.until(/Event 2 of 3[\s\S]*▸ user/);
  });

  it('says so where an event is gone', async () => {
    const { screen, engine } = start(traffic(3), [120, 40]);
    await screen.until('3/3');
    for (const id of engine.ids()) engine.lose(id);
    screen.type('\r');
    await screen.until('This event cannot be read back.');
    await screen.until('The file was truncated after this event was read.');
  });
});

describe('steps between events', () => {
  it('e and E go to errors, o to the same request, m and u to marks', async () => {
    const events = traffic(60);
    events.splice(5, 0, event({ at: 45, id: 'req-40', stage: 'RequestReceived' }));
    const { screen } = start(events, [120, 40]);
    await screen.until('61/61');
    screen.type('E');
    await screen.until('51/61');
    screen.type('EE');
    await screen.until('31/61');
    screen.type('ee');
    await screen.until('51/61');
    // What is found in sight does not move the picture.
    expect(screen.rows()[39]).toContain('51/61');
    const top = screen.rows()[3];
    screen.type('k');
    await screen.until('50/61');
    screen.type('e');
    await screen.until('51/61');
    expect(screen.rows()[3]).toBe(top);
    screen.type('eee');
    await screen.until('No error below this row.');
    screen.type('g');
    await screen.until('1/61');
    screen.type('mjjjjj');
    await screen.until('6/61');
    screen.type('o');
    await screen.until('42/61');
    screen.type('O');
    await screen.until('6/61');
    screen.type('U');
    await screen.until('1/61');
    expect(screen.text()).toContain('◆');
  });
});
