import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redact } from '../../src/audit/redact.ts';
import { parseQuery } from '../../src/query/parse.ts';
import type { Screen } from '../support/screen.ts';
import { event, traffic } from './events.ts';
import { type Options, start } from './run.tsx';

const home = mkdtempSync(join(tmpdir(), 'auditty-save-'));
afterAll(() => rmSync(home, { recursive: true }));
let dir = home;
beforeEach(() => {
  dir = mkdtempSync(join(home, 'x-'));
});

const SECRET = event({
  resource: 'secrets',
  verb: 'create',
  body: { kind: 'Secret', data: { password: 'aHVudGVyMg==' } },
});

/** Opens the prompt with this name typed on it. */
async function asked(
  name: string,
  events: readonly unknown[],
  options: Options = {},
  size: [number, number] = [120, 30],
): Promise<Screen> {
  const { screen } = start(events, size, options);
  await screen.until(`${events.length}/${events.length}`);
  screen.type('s');
  await screen.until('events.jsonl');
  screen.type(`\u0015${name}`);
  return screen;
}

const query = (text: string) => {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.query;
};

describe('s', () => {
  it('writes JSON lines, masked, to a file of its owner alone', async () => {
    const path = join(dir, 'out.jsonl');
    const screen = await asked(path, [SECRET, ...traffic(20)], { redact });
    await screen.until(/save 21 events, masked, to .*as JSON lines/);
    screen.type('\r');
    await screen.until(`Saved 21 events to ${path}.`);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBe(21);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ requestObject: { data: { password: '••••••••' } } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['out.jsonl']);
  });

  it.each([
    ['a.json', 'as a JSON array'],
    ['a.csv', 'as CSV'],
    ['a.txt', 'as a report'],
    ['a.log', 'as JSON lines'],
    ['a', 'as JSON lines'],
  ])('says while it is typed what %s will be', async (name, told) => {
    const screen = await asked(join(dir, name), [event()]);
    await screen.until(told);
  });

  it('writes what matches only, as JSON that parses', async () => {
    const path = join(dir, 'out.json');
    const { screen } = start(traffic(30), [120, 30], { query: query('user:bob') });
    await screen.until('10/10');
    screen.type(`s\u0015${path}\r`);
    await screen.until('Saved 10 events');
    const events = JSON.parse(readFileSync(path, 'utf8')) as { user: { username: string } }[]; // written above
    expect(events.map(({ user }) => user.username)).toEqual(Array.from({ length: 10 }, () => 'bob'));
  });

  it('writes CSV and its rule', async () => {
    const path = join(dir, 'out.csv');
    const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n';
    const screen = await asked(path, [event({ user: 'a "b", c', name: 'x\ny' })], { policy });
    await screen.until('policy.yaml');
    await screen.until(/save 1 events/);
    screen.type('\r');
    await screen.until('Saved 1 event to');
    const [head, row, end] = readFileSync(path, 'utf8').split('\n');
    expect(head).toBe(
      'time,stage,level,verb,user,as,ns,resource,name,code,status,ip,agent,decision,reason,uri,audit,rule',
    );
    expect(row).toContain(',"a ""b"", c",');
    expect(row).toContain(',x\\ny,');
    expect(row).toMatch(/,R0$/);
    expect(end).toBe('');
  });

  it('writes a report that reads as the detail does, hostile letters and secrets taken out', async () => {
    const path = join(dir, 'out.txt');
    const { screen } = start([SECRET, event({ verb: 'delete', user: 'm\u001b[31m\nallory', code: 403 })], [120, 30], {
      redact,
    });
    await screen.until('2/2');
    screen.type(`s\u0015${path}\r`);
    await screen.until('Saved 2 events');
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(
      /^Kubernetes audit events, saved by auditty\n {2}sources {3}\/var\/log\/audit\.log\n {2}filter {4}none\n {2}secrets {3}masked\n\n/,
    );
    expect(text).toContain(
      '  alice created secret prod/web from 10.0.0.7 with kubectl/v1.37.2 · 200 in 2.0 ms · allowed\n',
    );
    expect(text).toContain('  who       m\\x1b[31m\\nallory (system:authenticated)\n');
    expect(text).toContain('  what      delete pods prod/web\n');
    expect(text).toContain('  code      403\n');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|aHVudGVyMg/);
  });

  it('asks before it replaces a file, and the old one stays whole until the new one is', async () => {
    const path = join(dir, 'out.jsonl');
    writeFileSync(path, 'mine', { mode: 0o644 });
    const screen = await asked(path, traffic(5));
    screen.type('\r');
    await screen.until(/out\.jsonl is there already \(4 B, .*\)\. Replace it\?/);
    screen.type('x\r');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    screen.type('n');
    await screen.until(/save 5 events.*out\.jsonl/);
    screen.type('\u001b');
    await screen.gone('save 5 events');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    screen.type(`s\u0015${path}\r`);
    await screen.until('Replace it?');
    screen.type('y');
    await screen.until('Saved 5 events');
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBe(5);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['out.jsonl']);
  });

  it('tells how far it is, and Esc stops it, saying what is written', async () => {
    const path = join(dir, 'out.json');
    const { screen, engine } = start(traffic(10), [120, 30]);
    await screen.until('10/10');
    const gate = Promise.withResolvers<void>();
    const scan = engine.scan.bind(engine);
    engine.scan = async function* (...args) {
      let count = 0;
      for await (const each of scan(...args)) {
        if (count++ === 4) await gate.promise;
        yield each;
      }
    };
    screen.type(`s\u0015${path}\r`);
    await screen.until(/saving 4 of 10 events \(40\.0%\) to .*Esc stop/);
    // Everything else goes on meanwhile.
    screen.type('p');
    await screen.until('PAUSED');
    // The next event has not come yet, and is not waited for.
    screen.type('\u001b');
    await screen.until(`Stopped: the first 4 events are in ${path}.`);
    expect((JSON.parse(readFileSync(path, 'utf8')) as unknown[]).length).toBe(4);
  });

  it('stopped while it replaces a file, leaves that as it was', async () => {
    const path = join(dir, 'out.jsonl');
    writeFileSync(path, 'mine');
    const { screen, engine } = start(traffic(10), [120, 30]);
    await screen.until('10/10');
    const gate = Promise.withResolvers<void>();
    const scan = engine.scan.bind(engine);
    engine.scan = async function* (...args) {
      for await (const each of scan(...args)) {
        yield each;
        await gate.promise;
      }
    };
    screen.type(`s\u0015${path}\r`);
    await screen.until('Replace it?');
    screen.type('y');
    await screen.until(/saving 1 of 10/);
    // C-c stops what is saved; it is the second that ends the program.
    screen.type('\u0003');
    gate.resolve();
    await screen.until(`Stopped: ${path} is as it was.`);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readdirSync(dir)).toEqual(['out.jsonl']);
  });

  it('says in a sentence why it cannot', async () => {
    mkdirSync(join(dir, 'folder'));
    const screen = await asked(join(dir, 'folder'), traffic(3), { sourceArguments: [join(dir, 'logs', 'audit.log')] });
    screen.type('\r');
    await screen.until(`${join(dir, 'folder')} is a folder.`);
    screen.type(`s\u0015${join(dir, 'nowhere', 'a')}\r`);
    await screen.until(`There is no folder ${join(dir, 'nowhere')}.`);
    screen.type(`s\u0015${join(dir, 'logs', 'a.jsonl')}\r`);
    await screen.until("Nothing is written into the log's own folder");
    screen.type('s\u0015/dev/null\r');
    await screen.until('/dev/null is no file.');
    screen.type(`s\u0015${join(dir, 'n'.repeat(300))}\r`);
    await screen.until('That name is too long.');
  });

  describe('where the disk is full', () => {
    const mount = join(home, 'full');
    mkdirSync(mount);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'auditty-test', mount]).status === 0;
    if (!mounted) console.info('no small file system can be mounted here: a full disk is not tried');
    afterEach(() => mounted && spawnSync('umount', [mount]));

    it.skipIf(!mounted)('says so, and leaves nothing behind', async () => {
      const path = join(mount, 'out.jsonl');
      const screen = await asked(path, traffic(300), { sourceArguments: ['/nowhere/audit.log'] });
      screen.type('\r');
      await screen.until(`No space is left for ${path}: nothing was saved.`);
      expect(existsSync(path)).toBe(false);
    });
  });
});
