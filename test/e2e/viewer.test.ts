import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { startInTest } from '../support/e2e.ts';
import { eventLines } from '../support/events.ts';
import { EXECUTABLE, KEY, LAUNCHER, NODE, type PtyProgram } from '../support/pty.ts';
import { fixture, sharedDir } from '../support/shared.ts';

const FIXTURE = fixture('audit.log');
const POLICY = fixture('policies', 'policy-main.yaml');
const EVENTS = readFileSync(FIXTURE, 'utf8').trimEnd().split('\n').length;
const dir = mkdtempSync(join(tmpdir(), 'auditty-e2e-'));
afterAll(() => rmSync(dir, { recursive: true }));

let files = 0;
function logFile(text: string): string {
  const path = join(dir, `audit-${files++}.log`);
  writeFileSync(path, text);
  return path;
}

/** The viewer under Node, in a terminal of 120x40 unless told. */
function open(
  args: readonly string[],
  size = { columns: 120, rows: 40 },
  env: Readonly<Record<string, string>> = {},
): PtyProgram {
  const program = startInTest(NODE, [LAUNCHER, ...args], size, env);
  return program;
}

function restored(program: PtyProgram): void {
  expect(program.alternate()).toBe(false);
  const raw = program.raw();
  expect(raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(raw.lastIndexOf('\x1b[?25l'));
}

const counted = (count: number): string => `${count.toLocaleString('en-US')} events`;
const LINES = eventLines(2000, 5);

describe.each([
  ['node', NODE, [LAUNCHER]],
  ['the executable', EXECUTABLE, []],
] as const)('%s', (_, file, before) => {
  const run = (args: readonly string[], size?: { columns: number; rows: number }): PtyProgram => {
    expect(existsSync(file), `${file} is built`).toBe(true);
    const program = startInTest(file, [...before, ...args], size);
    return program;
  };

  it('opens a log: panes, counts, the newest events; q leaves the terminal as it was', async () => {
    const program = run([FIXTURE, '--policy', POLICY]);
    await program.until(counted(EVENTS));
    await program.until('LIVE');
    for (const pane of ['Stage', 'Level', 'User', 'Verb']) await program.until(`${pane} ─`);
    const last = JSON.parse(readFileSync(FIXTURE, 'utf8').trimEnd().split('\n').at(-1) ?? '') as {
      stageTimestamp: string;
    }; // our own log
    await program.until(last.stageTimestamp.slice(11, 23));
    program.keys('q');
    expect((await program.ended()).exitCode).toBe(0);
    restored(program);
  });

  it('shows a line as it is appended', async () => {
    const path = logFile(`${LINES.slice(0, 50).join('\n')}\n`);
    const program = run([path]);
    await program.until(counted(50));
    await program.until('LIVE');
    appendFileSync(path, `${LINES[50]}\n`);
    await program.until(counted(51));
    program.keys('q');
    expect((await program.ended()).exitCode).toBe(0);
  });

  it('reads back through the rotated siblings, as far as --history, and not at all with --no-rotated', async () => {
    const path = logFile(
      LINES.slice(1500)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const sibling = (n: number): string => path.replace('.log', `-2026-11-23T21-27-34.00${n}.log`);
    writeFileSync(
      `${sibling(1)}.gz`,
      gzipSync(
        LINES.slice(0, 500)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    );
    writeFileSync(
      sibling(2),
      LINES.slice(500, 1500)
        .map((line) => `${line}\n`)
        .join(''),
    );
    for (const [args, events] of [
      [[path], 2000],
      [['--no-rotated', path], 500],
    ] as const) {
      const program = run(args);
      await program.until(counted(events));
      if (events === 2000) await program.until(/audit-\d+\.log \+2 rotated/);
      program.keys('q');
      expect((await program.ended()).exitCode).toBe(0);
    }
    const program = run(['--history', '1kB', path]);
    await program.until('LIVE');
    program.keys('S');
    await program.until('+2 rotated files, 2 not read (--history; < reads on)');
    program.keys(KEY.escape);
    await program.until(/[\d,]+ events/);
    // A kilobyte at a time, which is a whole block.
    while (!program.text().includes(counted(2000))) {
      const held = /[\d,]+ events/.exec(program.text())?.[0] ?? '';
      program.keys('<');
      await program.untilGone(` ${held}`);
    }
    program.keys('q');
    await program.ended();
  });

  it('filters by a pane, opens an event, and comes back', async () => {
    const path = logFile(`${LINES.join('\n')}\n`);
    const program = run([path, '-q', 'user:alice']);
    await program.until(/\d+ of 2,000 events/);
    program.keys(KEY.enter);
    await program.until('Fields');
    program.keys(KEY.escape);
    await program.untilGone('Fields');
    program.keys(KEY.backspace);
    await program.until(counted(2000));
    program.keys('q');
    await program.ended();
  });

  it('ends by SIGTERM, SIGHUP and C-c with the terminal as it was', async () => {
    for (const end of ['SIGTERM', 'SIGHUP', 'C-c'] as const) {
      const program = run([FIXTURE]);
      await program.until(counted(EVENTS));
      if (end === 'C-c') program.keys('\x03');
      else program.signal(end);
      await program.ended();
      restored(program);
    }
  });

  it.each([
    ['an error that nobody caught', "process.on('SIGUSR2', () => { throw new Error('made for this test'); });"],
    [
      'a rejection that nobody handled',
      "process.on('SIGUSR2', () => { Promise.reject(new Error('made for this test')); });",
    ],
  ])('gives the terminal back after %s, and tells it', async (_name, code) => {
    const script = join(dir, `break-${files++}.mjs`);
    writeFileSync(script, code);
    const program = startInTest(file, [...before, FIXTURE], undefined, {
      NODE_OPTIONS: `--import=${script}`,
      BUN_OPTIONS: `--preload=${script}`,
    });
    await program.until(counted(EVENTS));
    program.signal('SIGUSR2');
    expect((await program.ended()).exitCode).toBe(1);
    restored(program);
    expect(program.text()).toContain('made for this test');
  });

  it('complains in one sentence and leaves the terminal alone', async () => {
    const program = run(['/nowhere/to/be/found', '--policy', '/nowhere.yaml']);
    expect((await program.ended()).exitCode).toBe(2);
    expect(program.raw()).toBe('auditty: the policy /nowhere.yaml cannot be read: there is no such file\r\n');
  });
});

/** How far the cursor is from the last row shown, by the position at the end of the key bar. */
function rowsFromTheEnd(program: PtyProgram): number {
  const found = /([\d,]+)\/([\d,]+)$/.exec(program.rows().at(-1) ?? '');
  const number = (text = ''): number => Number(text.replaceAll(',', ''));
  return number(found?.[2]) - number(found?.[1]);
}

describe('a log that lives', () => {
  it('counts 20,000 events appended at full speed once each, and answers every key meanwhile', async () => {
    const path = logFile(`${LINES.slice(0, 1000).join('\n')}\n`);
    const program = open([path]);
    await program.until(counted(1000));
    await program.until('LIVE');
    const burst = eventLines(20_000, 77);
    let keys = 0;
    for (let at = 0; at < burst.length; at += 250) {
      appendFileSync(path, `${burst.slice(at, at + 250).join('\n')}\n`);
      for (let k = 0; k < 5; k++, keys++) program.keys('k');
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(keys).toBe(400);
    // The first key stopped following. Each of the 400 moved one row up from the last row there was then.
    await expect.poll(() => rowsFromTheEnd(program), { timeout: 20_000 }).toBe(400);
    program.keys('f');
    await program.until('21,000/21,000');
    await program.until(counted(21_000));
    program.keys('k'.repeat(400));
    await program.until('20,600/21,000');
    program.keys('j'.repeat(150));
    await program.until('20,750/21,000');
  });

  it('goes on through rename and create, and reads events of the old file back', async () => {
    const path = logFile(`${LINES.slice(0, 30).join('\n')}\n`);
    const program = open([path]);
    await program.until(counted(30));
    await program.until('LIVE');
    renameSync(path, `${path}.1`);
    writeFileSync(path, `${LINES.slice(30, 40).join('\n')}\n`);
    await program.until(counted(40));
    appendFileSync(path, `${LINES[40]}\n`);
    await program.until(counted(41));
    program.keys('g');
    await program.until('1/41');
    program.keys(KEY.enter);
    await program.until('Fields');
  });

  it('waits for a file that is not there yet', async () => {
    const path = join(dir, 'later.log');
    const program = open([path]);
    await program.until('WAITING');
    writeFileSync(path, `${LINES.slice(0, 5).join('\n')}\n`);
    await program.until(counted(5));
  });

  it('goes on after a truncation, tells what is gone, and takes a torn line when it is whole', async () => {
    const path = logFile(`${LINES.slice(0, 30).join('\n')}\n`);
    const program = open([path]);
    await program.until(counted(30));
    await program.until('LIVE');
    truncateSync(path, 0);
    appendFileSync(path, `${LINES[30]}\n${LINES[31]?.slice(0, 100)}`);
    await program.until(counted(31));
    appendFileSync(path, `${LINES[31]?.slice(100)}\n`);
    await program.until(counted(32));
    expect(program.text()).not.toContain('bad line');
    program.keys(KEY.enter);
    await program.until('Fields');
    program.keys(`${KEY.escape}g`);
    await program.until('1/32');
    program.keys(KEY.enter);
    await program.until('no longer holds this event');
    program.keys(KEY.escape);
    await program.untilGone('no longer holds this event');
    program.keys('S');
    await program.until('was truncated');
  });

  it('counts and shows bad lines', async () => {
    const path = logFile(`${LINES[0]}\nnot \u001b[31mjson\n${LINES[1]}\n`);
    const program = open([path]);
    await program.until('1 bad line');
    program.keys('B');
    await program.until('broken JSON at byte 2');
    expect(program.text()).toContain('\\x1b[31mjson');
  });
});

describe('the terminal', () => {
  it('is used whatever CI says', async () => {
    for (const CI of ['true', '']) {
      const program = open([FIXTURE], undefined, { CI });
      await program.until(counted(EVENTS));
      program.keys('q');
      await program.ended();
    }
  });

  it('may change its size at any time', async () => {
    const program = open([FIXTURE], { columns: 80, rows: 24 });
    await program.until(counted(EVENTS));
    expect(program.text()).not.toContain('Level ─');
    program.resize(200, 60);
    await program.until('Event ─');
    program.resize(120, 40);
    await program.until('Level ─');
    await program.untilGone('Event ─');
    program.resize(30, 5);
    await program.until(/\d+x\d+/);
    program.resize(120, 40);
    await program.until('Level ─');
  });

  it('is given back on C-z, and taken again on fg', async () => {
    const program = startInTest('/bin/bash', ['--norc', '--noprofile', '-i'], undefined, {
      PS1: 'shell> ',
      HISTFILE: '',
    });
    await program.until('shell>');
    program.keys(`${NODE} ${LAUNCHER} ${FIXTURE}\r`);
    await program.until(counted(EVENTS));
    program.keys('\x1a');
    await program.until('Stopped');
    expect(program.alternate()).toBe(false);
    program.keys('echo still-$((40+2))\r');
    await program.until('still-42');
    program.keys('fg\r');
    await program.until(counted(EVENTS));
    program.keys('kkk');
    await program.until(`${EVENTS - 3}/${EVENTS}`);
    program.keys('q');
    await program.untilGone(counted(EVENTS));
    await program.until('shell>');
  });

  it('draws again on C-z where nothing can stop it', async () => {
    const program = open([FIXTURE]); // the leader of its session: there is no shell to go back to
    await program.until(counted(EVENTS));
    program.keys('\x1a');
    program.keys('kk');
    await program.until(`${EVENTS - 2}/${EVENTS}`);
    program.keys('q');
    expect((await program.ended()).exitCode).toBe(0);
    restored(program);
  });

  it('never gets a control character or an override out of the log', async () => {
    const evil = '\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u009b31m\u202egnp.exe';
    const line = JSON.stringify({
      ...(JSON.parse(LINES[0] ?? '{}') as object),
      user: { username: evil },
      userAgent: evil,
      verb: evil,
      requestURI: `/${evil}`,
    }); // our own line
    const program = open([logFile(`${line}\n`)], { columns: 200, rows: 60 });
    await program.until('\\x1b]52');
    program.keys(KEY.enter);
    await program.until('Fields');
    for (const bad of ['\u001b]52;c;ZXZ', '\u009b', '\u202e', '\u0007']) expect(program.raw()).not.toContain(bad);
  });
});

describe('secrets', () => {
  const secret = JSON.stringify({
    kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Request', auditID: 's', stage: 'ResponseComplete', requestURI: '/api/v1/namespaces/a/secrets',
    verb: 'create', user: { username: 'bob' }, objectRef: { resource: 'secrets', namespace: 'a', name: 'db', apiVersion: 'v1' },
    requestObject: { kind: 'Secret', stringData: { password: 'hunter2-in-the-clear' } },
    requestReceivedTimestamp: '2026-11-23T21:27:10.112734Z', stageTimestamp: '2026-11-23T21:27:10.113204Z',
  }); // biome-ignore format: a table

  it('are masked in the opened event, and shown with --no-redact', async () => {
    const path = logFile(`${secret}\n`);
    const masked = open([path]);
    await masked.until(/\b1 events?\b/);
    masked.keys(KEY.enter);
    await masked.until('password');
    await masked.until('••••••••');
    expect(masked.raw()).not.toContain('hunter2');
    const plain = open([path, '--no-redact']);
    await plain.until(/\b1 events?\b/);
    plain.keys(KEY.enter);
    await plain.until('hunter2-in-the-clear');
  });
});

describe('secrets in lines that were torn', () => {
  it('are masked in the list of bad lines', async () => {
    const tail = '"stringData":{"password":"hunter2-in-the-clear"}},"stage":"ResponseComplete"}';
    const program = open([logFile(`${LINES[0]}\n${tail}\n`)]);
    await program.until('1 bad line');
    program.keys('B');
    await program.until('••••••••');
    expect(program.raw()).not.toContain('hunter2');
  });
});

describe('a policy', () => {
  it('tags rows, filters and highlights by rule', async () => {
    const copy = logFile('');
    copyFileSync(FIXTURE, copy);
    const program = open([copy, '--policy', POLICY, '--highlight', 'R5']);
    await program.until(counted(EVENTS));
    await program.until(/R7/);
    program.keys('P');
    await program.until('everything else');
    program.keys('gjjj ');
    await program.until('+R3');
    program.keys(KEY.escape);
    await program.until('rule:R3');
    await program.until(/ of \d+ events/);
    program.keys('q');
    await program.ended();
  });

  it('refuses a rule to highlight that is not there', async () => {
    const program = open([FIXTURE, '--policy', POLICY, '--highlight', 'R99']);
    expect((await program.ended()).exitCode).toBe(2);
    // The screen does not wait for the policy: it may have been there, and is gone again without a trace.
    restored(program);
    expect(program.text().trim()).toBe('auditty: there is no rule R99 to highlight: policy-main.yaml ends at R7');
  });

  it('refuses to highlight a rule where no policy is named, and leaves the terminal alone', async () => {
    const program = open([FIXTURE, '--highlight', 'R1']);
    expect((await program.ended()).exitCode).toBe(2);
    expect(program.raw()).toBe('auditty: there is no rule R1 to highlight: no policy is loaded: add --policy FILE\r\n');
  });
});

describe('the demo', () => {
  it('opens on a log that lives, and leaves nothing behind', async () => {
    const own = mkdtempSync(join(dir, 'tmp-'));
    const program = open(['demo'], undefined, { TMPDIR: own });
    await program.until('LIVE');
    await program.until(/[\d,]+ events/);
    program.keys('q');
    expect((await program.ended()).exitCode).toBe(0);
    restored(program);
    expect(readdirSync(own)).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('leaves nothing behind when %s ends it', async (name) => {
    const own = mkdtempSync(join(dir, 'tmp-'));
    const program = open(['demo'], undefined, { TMPDIR: own });
    await program.until('LIVE');
    expect(readdirSync(own).length).toBe(1);
    program.signal(name);
    expect((await program.ended()).signal).toBeGreaterThan(0);
    restored(program);
    expect(readdirSync(own)).toEqual([]);
  });
});

const shared = sharedDir();
describe.skipIf(shared === null)('the recorded log of ../shared', () => {
  it('opens whole', async () => {
    const program = open([join(shared ?? '', 'samples', 'audit.log')]);
    await program.until(counted(3091));
  });
});
