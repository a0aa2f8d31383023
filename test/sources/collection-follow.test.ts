/** Directories and patterns that are followed: logs that appear in them, and rotation, each event once. */
import { appendFile, mkdir, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { waitFor } from './collect.ts';
import { backup, inOwnDirectory, line, put, type Reading, reading } from './collecting.ts';

inOwnDirectory();

describe('what is followed', () => {
  const until = (all: Reading, wanted: Readonly<Record<string, readonly string[]>>): Promise<void> =>
    waitFor(
      () => Object.entries(wanted).every(([name, ids]) => all.ids[name]?.join() === ids.join()),
      () => `${JSON.stringify(wanted)} in ${JSON.stringify(all)}`,
    );
  const untilPhase = (all: Reading, phase: string): Promise<void> =>
    waitFor(
      () => all.places.at(-1)?.phase === phase,
      () => `${phase} in ${JSON.stringify(all)}`,
    );

  it('is a directory that comes, goes and comes back, and the logs in it', async () => {
    const all = await reading(['d/'], true, 'tail');
    await untilPhase(all, 'waiting');
    expect(all.places.at(-1)?.detail).toBe('d/ does not exist yet.');
    await mkdir('d');
    await waitFor(
      () => all.places.at(-1)?.detail === 'There is no audit log in d/ yet.',
      () => JSON.stringify(all),
    );
    await put({ 'd/a.log': line('a1') });
    await until(all, { 'd/a.log': ['a1'] });
    await untilPhase(all, 'live');
    expect(all.places.at(-1)?.detail).toBe('');
    await rename('d', 'e');
    await untilPhase(all, 'gone');
    await rename('e', 'd');
    await untilPhase(all, 'live');
    await put({ 'd/b.log': line('b1') });
    await until(all, { 'd/a.log': ['a1'], 'd/b.log': ['b1'] });
    await all.stop();
  });

  it('is a log that appears empty and gets events, and a match of a pattern further down', async () => {
    await put({ 'd/a.log': line('a1') });
    const all = await reading(['d', 'cp-*/audit.log'], true);
    await until(all, { 'd/a.log': ['a1'] });
    await put({ 'd/b.log': '', 'd/c.txt': 'text\n', 'cp-1/audit.log': line('c1') });
    await until(all, { 'cp-1/audit.log': ['c1'] });
    await sleep(150);
    await appendFile('d/b.log', line('b1'));
    await until(all, { 'd/b.log': ['b1'] });
    expect(Object.keys(all.ids)).toHaveLength(3);
    await all.stop();
  });

  it('is seen as soon as the directory changes', async () => {
    await put({ 'd/a.log': line('a1') });
    const all = await reading(['d', 'e*/x.log', 'd/b*'], true, 'forward', { pollMs: 60_000 });
    await until(all, { 'd/a.log': ['a1'] });
    await sleep(300); // The watcher has begun.
    await put({ 'd/c.log': line('c1'), 'd/b.log': line('b1') });
    await until(all, { 'd/b.log': ['b1'], 'd/c.log': ['c1'] });
    await all.stop();
  });

  it('gives no new source where a log is rotated, by whatever name, and each event once', async () => {
    await put({ 'd/audit.log': line('1') });
    const all = await reading(['d', 'd/audit*'], true);
    await until(all, { 'd/audit.log': ['1'] });
    const rotate = async (to: string, id: string): Promise<void> => {
      await rename('d/audit.log', `d/${to}`);
      await put({ 'd/audit.log': line(id) });
    };
    await rotate(backup(1), '2');
    await until(all, { 'd/audit.log': ['1', '2'] });
    await put({ [`d/${backup(1)}.gz`]: gzipSync(line('1')) });
    await rm(`d/${backup(1)}`);
    await rotate('audit.log.1', '3');
    await until(all, { 'd/audit.log': ['1', '2', '3'] });
    await rotate('audit-old.log', '4'); // No rotation that is known: seen by its inode.
    await until(all, { 'd/audit.log': ['1', '2', '3', '4'] });
    await sleep(300);
    expect(Object.keys(all.ids)).toEqual(['d/audit.log']);
    await all.stop();
  });

  it('is a log that comes after its rotated files, which are not read again', async () => {
    await put({ [`d/${backup(1)}.gz`]: gzipSync(line('1')), [`d/${backup(2)}`]: line('2') });
    const all = await reading(['d'], true, 'tail');
    await until(all, { [`d/${backup(2)}`]: ['1', '2'] });
    // What was rotated before the log was seen for the first time is the log's.
    await put({ [`d/${backup(3)}`]: line('3'), 'd/audit.log': line('4') });
    await until(all, { 'd/audit.log': ['3', '4'] });
    await put({ [`d/${backup(2)}.gz`]: gzipSync(line('2')) });
    await rm(`d/${backup(2)}`);
    await rename('d/audit.log', `d/${backup(4)}`);
    await put({ 'd/audit.log': line('5') });
    await until(all, { 'd/audit.log': ['3', '4', '5'] });
    await sleep(200);
    expect(all.ids).toEqual({ [`d/${backup(2)}`]: ['1', '2'], 'd/audit.log': ['3', '4', '5'] });
    await all.stop();
  });

  it('is a pattern of numbered files without their log, whose names are handed on', async () => {
    await put({ 'd/audit.log': line('3'), 'd/audit.log.1': line('2'), 'd/audit.log.2': line('1') });
    const all = await reading(['d/audit.log.*'], true);
    await until(all, { 'd/audit.log.1': ['1', '2'] });
    await rename('d/audit.log.2', 'd/audit.log.3');
    await rename('d/audit.log.1', 'd/audit.log.2');
    await rename('d/audit.log', 'd/audit.log.1');
    await until(all, { 'd/audit.log.1': ['1', '2', '3'] });
    await sleep(200);
    expect(Object.keys(all.ids)).toEqual(['d/audit.log.1']); // Two sources of that name.
    await all.stop();
  });

  it('is a log that is missing for a moment while it is looked for', async () => {
    await put({ [`d/${backup(1)}`]: line('1') });
    const all = reading(['d'], true);
    await sleep(30);
    await put({ 'd/audit.log': line('2') });
    await until(await all, { 'd/audit.log': ['1', '2'] });
    await (await all).stop();
  });
});
