import { describe, expect, it } from 'vitest';
import { traffic } from './events.ts';
import { selectedRow, start } from './run.tsx';

describe('following', () => {
  it('shows new events at the bottom, and counts them', async () => {
    const { screen, engine } = start(traffic(50), [120, 40]);
    await screen.until('50/50');
    engine.append(traffic(3, 50));
    await screen.until('53/53');
    expect(selectedRow(screen, 40)).toContain('pod-52');
  });

  it('stops when one moves up, says how many are new, and goes on with f', async () => {
    const { screen, engine } = start(traffic(50), [120, 40]);
    await screen.until('50/50');
    screen.type('k');
    await screen.until('49/50');
    engine.append(traffic(12, 50));
    const text = await screen.until('↑ +12 new');
    expect(text).toContain('+12 new  below · f follows again');
    expect(text).not.toContain('pod-50');
    expect(selectedRow(screen, 40)).toContain('pod-48');
    screen.type('f');
    await screen.until('62/62');
    expect(selectedRow(screen, 40)).toContain('pod-61');
    await screen.until('● LIVE');
  });

  it('follows again with End', async () => {
    const { screen, engine } = start(traffic(50), [120, 40]);
    await screen.until('50/50');
    screen.type('kkk');
    await screen.until('47/50');
    engine.append(traffic(5, 50));
    await screen.until('+5 new');
    screen.type('\u001b[F');
    await screen.until('55/55');
  });

  it('keeps its place while older events are read in front of it', async () => {
    // The double appends only; a filter that lets older events in does the same to the rows.
    const { screen } = start(traffic(300), [120, 40]);
    await screen.until('300/300');
    screen.type(':verb:delete\r');
    await screen.until('100/100');
    screen.type('kkkkkkkkkk');
    await screen.until('90/100');
    const before = screen.rows().findIndex((row) => row.includes('pod-269 '));
    screen.type('\u007f');
    await screen.until('270/300');
    expect(selectedRow(screen, 40)).toContain('pod-269');
    expect(screen.rows().findIndex((row) => row.includes('pod-269 '))).toBe(before);
  });
});

describe('pause', () => {
  it('freezes the picture while reading goes on, and resumes', async () => {
    const { screen, engine } = start(traffic(50), [120, 40]);
    await screen.until('50/50');
    screen.type('p');
    await screen.until(/‖ PAUSED at \d\d:\d\d:\d\d/);
    engine.append(traffic(7, 50));
    const text = await screen.until('+7 new');
    expect(text).toContain('read while paused · p shows them');
    expect(text).not.toContain('pod-50');
    expect(screen.rows()[39]).toMatch(/^ p resume {2}f resume and follow/);
    screen.type('p');
    await screen.until('57/57');
    await screen.until('● LIVE');
  });
});

describe('economy', () => {
  it('puts nothing out when nothing changed', async () => {
    const { screen, engine } = start(traffic(50), [120, 40]);
    await screen.until('50/50');
    screen.type('k');
    await screen.until('49/50');
    const written = screen.written().length;
    // A view that is the same again, and a key that means nothing here.
    engine.tell({ type: 'rate', perSecond: 0 });
    screen.type('$');
    screen.type('?');
    await screen.until('Signs');
    const help = screen.written().slice(written);
    expect(help.split('\u001b[?2026h').length - 1).toBe(1);
  });

  it('draws no frame for data that changes nothing on the screen', async () => {
    let frames = 0;
    const { screen, engine } = start(traffic(50), [120, 40], { onFrame: () => frames++ });
    await screen.until('50/50');
    screen.type('?');
    await screen.until('Signs');
    const before = frames;
    engine.append(traffic(20, 50));
    screen.type('$');
    engine.tell({ type: 'rate', perSecond: 12 });
    // The rate is on the screen, so what came before it has been dealt with: one frame for it, none for the rows.
    await screen.until('LIVE 12/s');
    expect(frames - before).toBe(1);
  });

  it('asks for another window only when the rows at hand run short', async () => {
    const { screen, engine } = start(traffic(500), [120, 40]);
    await screen.until('500/500');
    screen.type('k');
    await screen.until('499/500');
    const asked = engine.made.specs;
    screen.type('kkkkkkkk');
    await screen.until('491/500');
    expect(engine.made.specs).toBe(asked);
  });

  it('tells data at most ten times a second', async () => {
    const { screen, engine } = start(traffic(20), [120, 40]);
    await screen.until('20/20');
    const frames = (): number => screen.written().split('\u001b[?2026h').length - 1;
    const before = frames();
    const from = performance.now();
    for (let at = 20; at < 220; at += 2) {
      engine.append(traffic(2, at));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await screen.until('220/220');
    const allowed = (performance.now() - from) / 100 + 2;
    expect(frames() - before).toBeLessThanOrEqual(allowed);
  });
});
