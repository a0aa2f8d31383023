import { describe, expect, it } from 'vitest';
import type { Screen } from '../support/screen.ts';
import { event } from './events.ts';
import { selectedRow, start } from './run.tsx';

async function opened(events: readonly unknown[], size: readonly [number, number] = [120, 45]): Promise<Screen> {
  const { screen } = start(events, size);
  await screen.until(`${events.length}/${events.length}`);
  screen.type('\r');
  await screen.until('Fields ─');
  return screen;
}

const POD = {
  kind: 'Pod',
  metadata: { name: 'web-0', labels: { app: 'shop', Tier: 'Front' } },
  spec: {
    containers: [
      { name: 'web', image: 'registry.example/shop:1.2' },
      { name: 'proxy', image: 'envoy:9' },
    ],
  },
};

describe('/ in the opened event', () => {
  it('finds keys and values, opens what is folded on the way, and steps through', async () => {
    const screen = await opened([event({ body: POD })]);
    screen.type('/');
    await screen.until('Esc take it back');
    screen.type('image');
    await screen.until('1 of 2');
    expect(selectedRow(screen)).toMatch(/image +registry\.example\/shop:1\.2/);
    expect(screen.text()).toMatch(/▾ spec[\s\S]*▾ containers[\s\S]*▾ 0/);
    // What stays closed is told by its name.
    expect(screen.text()).toMatch(/▸ 1 {2}proxy {2}2 values/);
    screen.type('\r');
    await screen.until('/image 1 of 2');
    screen.type('n');
    await screen.until('2 of 2');
    expect(selectedRow(screen)).toMatch(/image +envoy:9/);
    screen.type('n');
    await screen.until('1 of 2');
    screen.type('N');
    await screen.until('2 of 2');
    // Marked where it stands, on every row.
    const rows = screen.rows();
    const row = rows.findIndex((each) => each.includes('envoy:9'));
    const column = rows[row]?.indexOf('image') ?? 0;
    expect(screen.cell(row, column).underline).toBe(true);
    expect(screen.cell(row, column + 8).underline).toBe(false);
    // Esc ends the search, and then leaves.
    screen.type('\u001b');
    await screen.gone('/image');
    await screen.until('Fields ─');
    screen.type('\u001b');
    await screen.until(/time +s lv verb/);
  });

  it('takes all of it back on Esc', async () => {
    const screen = await opened([event({ body: POD })]);
    await screen.until('▸ spec');
    screen.type('/envoy');
    await screen.until('1 of 1');
    await screen.until('▾ spec');
    screen.type('\u001b');
    await screen.until('▸ spec');
    expect(selectedRow(screen)).toMatch(/kind +Event/);
  });

  it('begins where the cursor stands, goes round, and closes what other letters opened', async () => {
    const screen = await opened([event({ body: POD })]);
    screen.type('G');
    screen.type('/kind');
    // Nothing further down: the first of all.
    await screen.until('1 of 2');
    screen.type('\u0015envoy');
    await screen.until('▾ spec');
    screen.type('\u0015Pod');
    await screen.until('1 of 1');
    await screen.until('▸ spec');
    expect(selectedRow(screen)).toMatch(/kind +Pod/);
  });

  it.each([
    ['front', 1],
    ['Front', 1],
    ['FRONT', 0],
    ['tier', 1],
    ['e.*e', 0],
  ])('ignores case unless a capital is typed: %s', async (typed, count) => {
    const screen = await opened([event({ body: POD })]);
    screen.type(`/${typed}`);
    await screen.until(count === 0 ? 'nothing found' : `1 of ${count}`);
    screen.type('\rn');
    if (count === 0) await screen.until(`Nothing in this event holds ${typed}.`);
  });

  it('does not find what is masked', async () => {
    const { screen } = start(
      [event({ resource: 'secrets', body: { kind: 'Secret', data: { a: 'aHVudGVyMg==' } } })],
      [120, 45],
      {
        redact: (text) => {
          const at = text.indexOf('"aHVudGVyMg=="');
          return { text: text.replace('aHVudGVyMg==', '••••••••'), masked: [[at, at + 10]] };
        },
      },
    );
    await screen.until('1/1');
    screen.type('\r');
    await screen.until('values masked');
    screen.type('/hVud');
    await screen.until('nothing found');
  });

  it('shows a long value whole where the match lies beyond what is seen, in megabytes too', async () => {
    const text = `${'0123456789'.repeat(300_000)} needle ${'0123456789'.repeat(300_000)} needle`;
    const screen = await opened([event({ body: { data: { blob: text } } })]);
    screen.type('/needle');
    await screen.until('1 of 2');
    expect(selectedRow(screen)).toContain('needle');
    screen.type('\rn');
    await screen.until('2 of 2');
    expect(selectedRow(screen)).toContain('needle');
  });

  it('counts cells, not letters, to know what is seen', async () => {
    const screen = await opened([event({ body: { data: { text: `${'漢'.repeat(70)} needle ${'字'.repeat(70)}` } } })]);
    screen.type('/needle');
    await screen.until('1 of 1');
    expect(selectedRow(screen)).toContain('needle');
  });

  it('searches megabytes in slices: letters typed meanwhile are taken', async () => {
    const items = Array.from({ length: 60_000 }, (_, at) => ({ metadata: { name: `item-${at}` }, value: at }));
    const screen = await opened([event({ body: { items } })]);
    screen.type('/item-5');
    screen.type('9999');
    await screen.until('1 of 1');
    expect(selectedRow(screen)).toMatch(/name +item-59999/);
  });

  it('marks what was looked for in the next event too, without moving in it', async () => {
    const screen = await opened([event({ id: 'same', stage: 'RequestReceived' }), event({ id: 'same' })]);
    screen.type('/alice\r');
    await screen.until('/alice 1 of 1');
    screen.type('O');
    await screen.until('asks to read');
    await screen.until('/alice 1 match');
    expect(selectedRow(screen)).toMatch(/kind +Event/);
    screen.type('n');
    await screen.until('/alice 1 of 1');
    expect(selectedRow(screen)).toMatch(/username +alice/);
  });

  it('is typed in the title of the event beside the list', async () => {
    const { screen } = start([event({ body: POD })], [200, 50]);
    await screen.until('1/1');
    screen.type('\r');
    await screen.until('Fields');
    screen.type('/envoy');
    await screen.until(/\/ envoy.*1 of 1/);
    await screen.until('no filter');
    expect(screen.text()).toMatch(/image +envoy:9/);
  });
});

describe('filters on values of the tree', () => {
  it('are on the path where that is no field of its own', async () => {
    const { screen } = start(
      [event({ body: POD }), event({ body: { ...POD, metadata: { labels: { app: 'other' } } } })],
      [120, 45],
    );
    await screen.until('2/2');
    screen.type('k\r');
    await screen.until('Event 1 of 2');
    screen.type('/shop\r');
    await screen.until('/shop 1 of 2');
    screen.type('+');
    await screen.until('› requestObject.metadata.labels.app:shop');
    await screen.until('1 of 2 events');
  });

  it('are of single values', async () => {
    const screen = await opened([event({ body: POD })]);
    screen.type('/spec\r');
    await screen.until('/spec 1 of 1');
    screen.type('+');
    await screen.until('A filter takes one value');
  });
});
