/** What is named, found in real directories: files, links, directories, patterns, rotated files without their log. */
import { spawn } from 'node:child_process';
import { chmod, link, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { backup, collected, inOwnDirectory, line, namesOf, put, readAll } from './collecting.ts';

const directory = inOwnDirectory();

describe('what is named', () => {
  it('is there as it is named, each file once, in that order', async () => {
    await put({ 'a.log': line('a'), 'b.log': line('b'), 'logs/c.log': line('c') });
    await symlink('../a.log', 'logs/link.log');
    await link('a.log', 'hard.log');
    const named = [
      'b.log',
      './a.log',
      '-',
      `${directory()}/a.log`,
      'logs/link.log',
      'hard.log',
      'not-there.log',
      'logs',
    ];
    expect(await namesOf(named)).toEqual(['b.log', './a.log', 'stdin', 'not-there.log', 'logs/c.log']);
    expect((await collected(['a.log', '-', 'no.log'])).later).toBeNull();
  });

  it('is a pattern only where no such path is', async () => {
    await put({ 'we[ird]*.log': line('w'), 'a b/{x}.log': line('x'), 'a b/y.log': line('y'), 'd/e/f.log': line('f') });
    expect(await namesOf(['we[ird]*.log'])).toEqual(['we[ird]*.log']);
    expect(await namesOf(['a b/{x}.log'])).toEqual(['a b/{x}.log']);
    expect(await namesOf(['a b/*'])).toEqual(['a b/y.log', 'a b/{x}.log']);
    expect(await namesOf(['{a b,d/e}/[fy].log'])).toEqual(['a b/y.log', 'd/e/f.log']);
    expect(await namesOf([`${directory()}/**/*.log`, 'd/e/f.log'])).toHaveLength(4);
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

describe('what may not be read', () => {
  // Root is denied nothing, so the reading is done by a child that is nobody.
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

  it('is a source, or a place, that says so', async () => {
    await put({ 'd/a.log': line('a'), 'd/b.log': line('b'), 'closed/a.log': line('c') });
    await put({ [`m/${backup(1)}`]: line('1'), [`m/${backup(2)}`]: line('2') });
    await put({ 'n/audit.log': line('3'), [`n/${backup(1)}`]: line('1'), [`n/${backup(2)}`]: line('2') });
    await chmod(directory(), 0o755);
    for (const path of ['d/b.log', 'closed', `m/${backup(2)}`, `n/${backup(1)}`]) await chmod(path, 0);
    const script = join(import.meta.dirname, 'denied-collection.ts');
    const child = spawn(process.execPath, [script, 'd', 'closed', 'm', 'n', 'closed/*'], {
      ...asNobody,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    for await (const text of child.stdout) out += String(text);
    await chmod('closed', 0o755);
    const denied = (path: string): string => `No permission to read ${path}: run as root, or ask for read access.`;
    // The log whose file it is says it besides: it is not whole.
    const missed = (name: string): string => `${name} could not be read: removed meanwhile, or not readable.`;
    expect(out.trimEnd().split('\n').sort()).toEqual(
      [
        'd/a.log ended', `d/b.log denied ${denied('d/b.log')}`, `closed denied ${denied('closed')}`,
        `n/audit.log ended ${missed(backup(1))}`, `n/${backup(1)} denied ${denied(`n/${backup(1)}`)}`,
        `closed/* denied ${denied('closed')}`, `m/${backup(1)} ended ${missed(backup(2))}`, `m/${backup(2)} denied ${denied(`m/${backup(2)}`)}`,
      ].sort(), // biome-ignore format: a table
    );
  });
});
