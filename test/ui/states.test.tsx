import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Progress } from '../../src/engine/engine.ts';
import type { SourceState } from '../../src/sources/source.ts';
import { event, traffic } from './events.ts';
import { type Running, start, status } from './run.tsx';

const source = (phase: SourceState['phase'], detail = ''): Progress => ({
  type: 'sources',
  sources: [status({ phase, detail })],
});

describe('what the screen says where there is nothing', () => {
  it('waiting for a file', async () => {
    const { screen, engine } = start([], [120, 40]);
    engine.tell(source('waiting'));
    const text = await screen.until('The file is not there yet.');
    expect(text).toContain('◌ WAITING');
    expect(text).toContain('/var/log/audit.log');
    engine.tell(source('live'));
    engine.append(traffic(2));
    await screen.until('2/2');
  });

  it('a file that may not be read', async () => {
    const { screen, engine } = start([], [80, 24]);
    engine.tell(source('denied', 'Permission denied reading /var/log/audit.log as user ops.'));
    const text = await screen.until('permission denied');
    expect(text).toContain('✗ NOT READING');
    expect(text).toContain('as user ops');
    expect(text).toContain('sudo auditty /var/log/audit.log');
  });

  it('an empty file', async () => {
    const { screen } = start([], [80, 24]);
    await screen.until('There is no audit event yet.');
  });

  it('while reading back', async () => {
    const { screen, engine } = start(traffic(40), [120, 40]);
    engine.tell({ type: 'loading', read: 390, size: 1000, done: false, events: 40, full: false, evicted: null });
    const text = await screen.until('40 events so far · 39.0%');
    expect(text).toMatch(/Stage ─+ so far/);
    expect(text).toContain('newest first');
    engine.tell({ type: 'loading', read: 1000, size: 1000, done: true, events: 40, full: false, evicted: null });
    await screen.until('40/40');
  });

  it('while reading back, how far it has come, as much of it as there is room for', async () => {
    const reading = (engine: Running['engine'], over: { readonly done?: boolean; readonly goal?: number } = {}): void =>
      engine.tell({
        type: 'loading',
        read: 2.6e8,
        size: 9e9,
        goal: 1.04e9,
        done: false,
        events: 3,
        full: false,
        evicted: null,
        ...over,
      });
    const wide = start(traffic(3), [120, 40]);
    reading(wide.engine);
    await wide.screen.until(/^ auditty {2}audit\.log · ███╌╌╌╌╌╌╌╌╌ 260\.0 MB of 1\.04 GB {3,}● LIVE ?$/m);
    expect(wide.screen.text()).toContain('events so far · 25.0%');
    reading(wide.engine, { done: true });
    await wide.screen.until(/^ auditty {2}audit\.log · 9\.00 GB {3,}● LIVE ?$/m);
    const narrow = start(traffic(3), [62, 24]);
    narrow.engine.tell({ type: 'bad', count: 3, latest: [] });
    reading(narrow.engine);
    await narrow.screen.until(/^ auditty {2}audit\.log · ██╌╌╌╌╌╌ {3,}3 bad lines {2}● LIVE ?$/m);
    const ascii = start(traffic(3), [120, 40], { ascii: true, depth: 'mono' });
    reading(ascii.engine, { goal: 9.6e8 });
    await ascii.screen.until(/audit\.log - ===\.{9} 260\.0 MB of 960\.0 MB /);
    const unknown = start(traffic(3), [120, 40]);
    unknown.engine.tell({ type: 'loading', read: 1, size: 9e9, done: false, events: 3, full: false, evicted: null });
    await unknown.screen.until(/^ auditty {2}audit\.log · 9\.00 GB {3,}● LIVE ?$/m);
  });

  it('what rotation left, and how much of it was read', async () => {
    const rotated = (phase: SourceState['phase']): Progress => ({
      type: 'sources',
      sources: [status({ phase, read: 5e6, size: 9e6, rotated: 3, rotatedRead: 1 })],
    });
    const wide = start(traffic(3), [120, 40]);
    wide.engine.tell(rotated('live'));
    wide.engine.tell({ type: 'loading', read: 5e6, size: 9e6, done: true, events: 3, full: false, evicted: null });
    await wide.screen.until(' auditty  audit.log +3 rotated · 9.0 MB');
    wide.screen.type('S');
    await wide.screen.until('+3 rotated files, 2 not read (--history; < reads on)');
    wide.engine.tell(rotated('reading'));
    await wide.screen.until(/\+3 rotated files\s*$/m);
    const narrow = start(traffic(3), [80, 24]);
    narrow.engine.tell(rotated('live'));
    await narrow.screen.until(/^ auditty {2}audit\.log \+3 {2,}/);
  });

  it('what is held, and < reads on as far as there is more', async () => {
    const { screen, engine } = start(traffic(3), [120, 40]);
    const loading = (over: {
      done?: boolean;
      full?: boolean;
      evicted?: { events: number; from: number } | null;
    }): void =>
      engine.tell({
        type: 'loading',
        read: 1e9,
        size: 9e9,
        done: true,
        events: 3,
        full: false,
        evicted: null,
        ...over,
      });
    const tell = (isPartial: boolean): void =>
      engine.tell({ type: 'sources', sources: [status({ read: 1e9, size: 9e9, isPartial })] });
    loading({ done: false });
    await screen.until('events so far');
    screen.type('<');
    await screen.until('Still reading back');
    tell(false);
    loading({});
    await screen.gone('events so far');
    expect(screen.text()).toMatch(/audit\.log · 9\.00 GB /);
    screen.type('<');
    await screen.until('All there is has been read.');
    tell(true);
    loading({ full: true });
    await screen.until(/audit\.log · 1\.00 GB of 9\.00 GB /);
    screen.type('<');
    await screen.until('--max-memory allows no more');
    expect(engine.made.more).toBe(0);
    loading({ evicted: { events: 70, from: Date.parse('2026-11-23T21:14:03Z') * 1000 } });
    await screen.until('1.00 GB of 9.00 GB · held from 21:14:03');
    screen.type('<');
    await screen.until('Reading on into the past.');
    expect(engine.made.more).toBe(1);
  });

  it('a fault of the engine', async () => {
    const { screen, engine } = start(traffic(3), [120, 40]);
    await screen.until('3/3');
    engine.tell({ type: 'fault', message: 'the worker ended' });
    await screen.until('The engine stopped: the worker ended');
    expect(screen.text()).toContain('✗ NOT READING');
  });
});

describe('other screens', () => {
  it('help comes from the table of keys', async () => {
    const { screen } = start(traffic(3), [120, 40]);
    await screen.until('3/3');
    screen.type('?');
    const text = await screen.until('Signs ─');
    expect(text).toMatch(/e E +next, previous error/);
    expect(text).toMatch(/ResponseStarted/);
    screen.type('\u001b');
    await screen.until('3/3');
  });

  it('bad lines and sources', async () => {
    const { screen, engine } = start(traffic(3), [120, 40]);
    const bad = {
      source: 0,
      file: '/var/log/audit.log',
      offset: 1234,
      line: 9,
      bytes: 20,
      reason: 'not JSON',
      start: '{"torn\u001b',
    };
    engine.tell({ type: 'bad', count: 3, latest: [bad] });
    await screen.until('3 bad lines');
    screen.type('B');
    const text = await screen.until('not JSON');
    expect(text).toContain('line 9  byte 1,234');
    expect(text).toContain('{"torn\\x1b');
    screen.type('\u001bS');
    await screen.until(/● {2}\/var\/log\/audit\.log +live/);
  });

  it('requests: one row each, and back', async () => {
    const { screen } = start(
      [event({ id: 'a', stage: 'RequestReceived', at: 1 }), event({ id: 'a', at: 1 })],
      [120, 40],
    );
    await screen.until('2/2');
    screen.type('r');
    await screen.until('One row a request');
    await screen.until('1 event');
    screen.type('r');
    await screen.until('2 events');
  });

  it('local time, zoom and the process', async () => {
    const { screen } = start(traffic(3), [120, 40]);
    await screen.until('3/3');
    screen.type('z');
    await screen.gone('Stage ─');
    screen.type('\u001b');
    await screen.until('Stage ─');
    screen.type('i');
    await screen.until(/cpu \d+% \d/);
  });

  it('ASCII signs for terminals that have no others', async () => {
    const { screen } = start(traffic(60), [120, 40], { ascii: true, depth: 'mono' });
    await screen.until('60/60');
    expect(screen.text()).toMatch(/^[ -~\n]*$/);
    screen.type('\r');
    await screen.until('Fields -');
    expect(screen.text()).toMatch(/^[ -~\n]*$/);
  });
});

describe('taking away', () => {
  it('Y copies the command line of the view', async () => {
    const { screen } = start(traffic(30), [120, 40], { sourceArguments: ["/var/log/it's.log"] });
    await screen.until('30/30');
    screen.type(':verb:(get OR delete) user:bob\r');
    await screen.until('10 of 30');
    screen.type('Y');
    await screen.until('was sent to the terminal');
    const copied = /\u001b\]52;c;([^\u0007]*)\u0007/.exec(screen.written())?.[1] ?? '';
    expect(Buffer.from(copied, 'base64').toString()).toBe(
      `auditty -q 'verb:(get OR delete) user:bob' '/var/log/it'\\''s.log'`,
    );
  });

  it('s writes what matches to a new file of its owner only, and overwrites none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'auditty-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'out.jsonl');
    const { screen } = start(traffic(30), [160, 40]);
    await screen.until('30/30');
    screen.type(':verb:delete\r');
    await screen.until('10 of 30');
    screen.type(`s\u0015${path}\r`);
    await screen.until('Saved 10 events to');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.every((line) => JSON.parse(line).verb === 'delete')).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(path, 'mine');
    screen.type(`s\u0015${path}\r`);
    await screen.until('Replace it?');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    screen.type('n\u001b');
    await screen.gone('out.jsonl');
    screen.type('s\u0015/var/log/x.jsonl\r');
    await screen.until("Nothing is written into the log's own folder");
  });
});
