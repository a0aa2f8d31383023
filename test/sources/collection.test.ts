/** What is named, found in real directories: files, links, directories, patterns, rotated files without their log. */
import { spawn } from 'node:child_process';
import { appendFile, chmod, link, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../../src/sources/collect.ts';
import type { FileOptions } from '../../src/sources/file-options.ts';
import type { Source, SourceState } from '../../src/sources/source.ts';
import { together } from '../../src/sources/together.ts';
import { waitFor } from './collect.ts';

let dir = '';
const cwd = process.cwd();
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'auditty-collect-'));
  process.chdir(dir);
});
afterEach(async () => {
  process.chdir(cwd);
  await rm(dir, { recursive: true });
});

const stamp = (n: number): string => `2026-11-23T21-27-34.00${n}`;
const backup = (n: number): string => `audit-${stamp(n)}.log`;
/** An event that says which it is. */
const line = (id: string): string =>
  `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"${id}","stage":"Panic"}\n`;

async function put(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
  }
}

const STDIN: Source = { name: 'stdin', async *read() {}, readBack: async () => null };
const collected = async (named: string[], files: Partial<FileOptions> = {}) =>
  await collect(named, { files: { pollMs: 50, ...files }, stdin: () => STDIN });
const namesOf = async (named: string[], files: Partial<FileOptions> = {}): Promise<string[]> =>
  (await collected(named, files)).sources.map(({ name }) => name);

interface Reading {
  /** ids of events by source name, in the order they came. */
  readonly ids: Record<string, string[]>;
  readonly places: SourceState[];
  stop(): Promise<void>;
  readonly done: Promise<void>;
}

async function reading(
  named: string[],
  follow: boolean,
  order: 'forward' | 'tail' = 'forward',
  files: Partial<FileOptions> = {},
): Promise<Reading> {
  const stop = new AbortController();
  const ids: Record<string, string[]> = {};
  const places: SourceState[] = [];
  const all = together(await collected(named, files));
  const run = async (): Promise<void> => {
    for await (const { source, name, event } of all.read({ order, follow, isWhole: () => true, signal: stop.signal })) {
      if (source < 0 && event.type === 'state') places.push(event.state);
      if (event.type !== 'lines') continue;
      const found = [
        ...Buffer.from(event.bytes)
          .toString()
          .matchAll(/"auditID":"([^"]*)"/g),
      ].map(([, id = '']) => id);
      ids[name] = event.where === 'older' ? [...found, ...(ids[name] ?? [])] : [...(ids[name] ?? []), ...found];
    }
  };
  const done = run();
  return {
    ids,
    places,
    done,
    async stop() {
      stop.abort();
      await done;
    },
  };
}

async function readAll(named: string[], order: 'forward' | 'tail' = 'forward', files: Partial<FileOptions> = {}) {
  const all = await reading(named, false, order, files);
  await all.done;
  return { ids: all.ids, places: all.places };
}

describe('what is named', () => {
  it('is there as it is named, each file once, in that order', async () => {
    await put({ 'a.log': line('a'), 'b.log': line('b'), 'logs/c.log': line('c') });
    await symlink('../a.log', 'logs/link.log');
    await link('a.log', 'hard.log');
    const named = ['b.log', './a.log', '-', `${dir}/a.log`, 'logs/link.log', 'hard.log', 'not-there.log', 'logs'];
    expect(await namesOf(named)).toEqual(['b.log', './a.log', 'stdin', 'not-there.log', 'logs/c.log']);
    expect((await collected(['a.log', '-', 'no.log'])).later).toBeNull();
  });

  it('is a pattern only where no such path is', async () => {
    await put({ 'we[ird]*.log': line('w'), 'a b/{x}.log': line('x'), 'a b/y.log': line('y'), 'd/e/f.log': line('f') });
    expect(await namesOf(['we[ird]*.log'])).toEqual(['we[ird]*.log']);
    expect(await namesOf(['a b/{x}.log'])).toEqual(['a b/{x}.log']);
    expect(await namesOf(['a b/*'])).toEqual(['a b/y.log', 'a b/{x}.log']);
    expect(await namesOf(['{a b,d/e}/[fy].log'])).toEqual(['a b/y.log', 'd/e/f.log']);
    expect(await namesOf([`${dir}/**/*.log`, 'd/e/f.log'])).toHaveLength(4);
    expect(await namesOf(['d/*'])).toEqual([]); // A directory is not a file.
  });

  it('takes rotated files with their log, in whatever order they are named', async () => {
    await put({ [backup(1)]: line('1'), [backup(2)]: line('2'), 'audit.log': line('3') });
    for (const named of [
      [backup(1), backup(2), 'audit.log'],
      ['audit.log', backup(2)],
      ['audit*.log'],
      ['.'],
      ['.', backup(1)],
    ]) {
      expect((await readAll(named)).ids).toEqual({ 'audit.log': ['1', '2', '3'] });
    }
    expect((await readAll([backup(2), backup(1)])).ids).toEqual({ [backup(2)]: ['2'], [backup(1)]: ['1'] });
    const own = { rotated: false };
    expect((await readAll([backup(1), 'audit.log'], 'tail', own)).ids).toEqual({
      [backup(1)]: ['1'],
      'audit.log': ['3'],
    });
    expect((await readAll(['aud*'], 'tail', own)).ids).toEqual({
      [backup(1)]: ['1'],
      [backup(2)]: ['2'],
      'audit.log': ['3'],
    });
    expect((await readAll(['.'], 'tail', own)).ids).toEqual({ 'audit.log': ['3'] });
  });

  it('knows a log through a link by the siblings beside the file itself', async () => {
    await put({ [`real/${backup(1)}.gz`]: gzipSync(line('1')), 'real/audit.log': line('2') });
    await symlink('real/audit.log', 'current');
    expect((await readAll([`real/${backup(1)}.gz`, 'current', 'real'])).ids).toEqual({ current: ['1', '2'] });
  });
});

describe('a directory', () => {
  it('gives its audit logs by content, whatever they are called and packed in', async () => {
    const event = line('x').trimEnd();
    await put({
      'd/plain': line('a'),
      'd/packed.log': gzipSync(line('b')),
      'd/wrapped.log': `${JSON.stringify({ log: event, stream: 'stdout' })}\n`,
      'd/twice.log': `${JSON.stringify({ message: JSON.stringify({ log: event }) })}\n`,
      'd/legacy.log': '2026-11-23T21:33:46.461580639Z AUDIT: id="1" stage="RequestReceived" ip="::1"\n',
      'd/list.json': '{\n "kind": "EventList",\n "apiVersion": "audit.k8s.io/v1", "items": [\n',
      'd/audit-empty.log': '',
      'd/holes-audit.log': Buffer.alloc(100_000),
      // None of these.
      'd/policy.yaml': 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: []\n',
      'd/policy.json': '{"apiVersion":"audit.k8s.io/v1","kind":"Policy"}',
      'd/kubelet.log': 'I1123 auditID="x" a line\n',
      'd/empty.log': '',
      'd/.hidden.log': line('no'),
      'd/audit.log~': line('no'),
      'd/audit.log.tmp': line('no'),
      'd/deep/audit.log': line('no'),
    });
    await symlink('nowhere', 'd/broken.log');
    const found = ['audit-empty.log', 'holes-audit.log', 'legacy.log', 'list.json', 'packed.log', 'plain', 'twice.log', 'wrapped.log']; // biome-ignore format: a list
    expect(await namesOf(['d'])).toEqual(found.map((name) => `d/${name}`));
    expect(await namesOf(['d/'])).toEqual(found.map((name) => `d/${name}`));
  });

  it('says that it has none, and where there are some', async () => {
    await put({ 'none/x.txt': 'x', 'deep/kube-apiserver/audit.log': line('1') });
    const said = async (...named: string[]): Promise<unknown> =>
      (await readAll(named)).places.map(({ name, phase, detail }) => [name, phase, detail]);
    expect(await said('none', 'deep', 'no*.log', 'not-there/')).toEqual([
      ['none', 'failed', 'There is no audit log in none.'],
      ['deep', 'failed', "There is no audit log in deep. There are some further down: name them by a pattern, as 'deep/*/*'."],
      ['no*.log', 'failed', 'No file matches no*.log.'],
      ['not-there/', 'failed', 'not-there/ does not exist.'],
    ]); // biome-ignore format: a table
    expect((await readAll(['deep/*/*'])).places).toEqual([]);
  });

  it('of rotated files without their log is one source, each event once and in order', async () => {
    const files = { [`m/${backup(1)}.gz`]: gzipSync(line('1')), [`m/${backup(2)}.gz`]: gzipSync(line('2')) };
    await put({
      ...files,
      [`m/${backup(3)}.gz`]: gzipSync(line('3')),
      'm/other.log.1': line('o1'),
      'm/other.log.2': line('o2'),
    });
    await put({ 'm/syslog.1': 'no event\n' });
    for (const order of ['forward', 'tail'] as const) {
      const { ids, places } = await readAll(['m'], order);
      expect(ids).toEqual({ [`m/${backup(3)}.gz`]: ['1', '2', '3'], 'm/other.log.1': ['o2', 'o1'] });
      expect(places).toEqual([]);
      // Half compressed, as the newest often is not.
      await put({ [`m/${backup(3)}`]: line('3') });
      await rm(`m/${backup(3)}.gz`);
      expect((await readAll(['m'], order)).ids).toMatchObject({ [`m/${backup(3)}`]: ['1', '2', '3'] });
      await put({ [`m/${backup(3)}.gz`]: gzipSync(line('3')) });
      await rm(`m/${backup(3)}`);
    }
    // A pattern gives what it matches, and no other.
    expect((await readAll([`m/audit-*0[23].log.gz`])).ids).toEqual({ [`m/${backup(3)}.gz`]: ['2', '3'] });
    await put({ 'm/audit.log': line('4') });
    expect((await readAll([`m/audit-*0[12].log.gz`])).ids).toEqual({ [`m/${backup(2)}.gz`]: ['1', '2'] });
    expect((await readAll([`m/${backup(2)}.gz`, 'm/audit-*'])).ids).toEqual({
      [`m/${backup(2)}.gz`]: ['2'],
      [`m/${backup(3)}.gz`]: ['1', '3'],
    });
  });
});

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
    await sleep(300);
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

  it('is a log that is missing for a moment while it is looked for', async () => {
    await put({ [`d/${backup(1)}`]: line('1') });
    const all = reading(['d'], true);
    await sleep(30);
    await put({ 'd/audit.log': line('2') });
    await until(await all, { 'd/audit.log': ['1', '2'] });
    await (await all).stop();
  });
});

describe('what may not be read', () => {
  // Root is denied nothing, so the reading is done by a child that is nobody.
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

  it('is a source, or a place, that says so', async () => {
    await put({ 'd/a.log': line('a'), 'd/b.log': line('b'), 'closed/a.log': line('c') });
    await put({ [`m/${backup(1)}`]: line('1'), [`m/${backup(2)}`]: line('2') });
    await chmod(dir, 0o755);
    for (const path of ['d/b.log', 'closed', `m/${backup(2)}`]) await chmod(path, 0);
    const script = join(import.meta.dirname, 'denied-collection.ts');
    const child = spawn(process.execPath, [script, 'd', 'closed', 'm', 'closed/*'], {
      ...asNobody,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    for await (const text of child.stdout) out += String(text);
    await chmod('closed', 0o755);
    const denied = (path: string): string => `No permission to read ${path}: run as root, or ask for read access.`;
    expect(out.trimEnd().split('\n').sort()).toEqual(
      [
        'd/a.log ended', `d/b.log denied ${denied('d/b.log')}`, `closed denied ${denied('closed')}`,
        `closed/* denied ${denied('closed')}`, `m/${backup(1)} ended`, `m/${backup(2)} denied ${denied(`m/${backup(2)}`)}`,
      ].sort(), // biome-ignore format: a table
    );
  });
});
