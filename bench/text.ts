/** Raw text search in the running viewer beside `rg -i`, from Enter to the whole count on the screen. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { KEY, type PtyProgram } from '../test/support/pty.ts';
import { linesOf, logOf } from './big-log.ts';
import { median, ratioTo, short } from './figures.ts';
import type { Figure, Part } from './lines.ts';
import { run } from './timed.ts';
import { audittyCommand, clock, end, held, open, quiet, shown } from './viewer.ts';

const ROUNDS = 7;
/** A search that does not come to rg's count is given up. */
const MOST_MS = 30_000;
const OFTEN = 'serviceaccount';

/** Measures, or says that there is no such search, or no ripgrep. */
export async function measureText(size: string): Promise<Part> {
  const { path, made } = logOf(size);
  const missing = whatIsMissing(path);
  if (missing !== null) {
    const figure: Figure = { value: null, note: missing };
    return { text: `Not measured: ${missing}.`, figures: { textRare: figure, textOften: figure } };
  }
  const program = open(path, ['--history', 'all', '--max-memory', 'all']);
  const events = linesOf(path);
  await held(program, events);
  const phrases = { textRare: auditIdWithin(path), textOften: OFTEN } as const;
  const rows: string[] = [];
  const figures: Record<string, Figure> = {};
  for (const [id, phrase] of Object.entries(phrases)) {
    const { rg, viewer, lines, wrong } = await rounds(program, path, phrase, events);
    const note = wrong ?? `${short(median(viewer))} ms, rg ${short(median(rg))} ms`;
    figures[id] = { value: wrong === null ? ratioTo(viewer, rg) : null, note };
    const cells = [phrase, lines.toLocaleString('en'), short(median(rg)), short(median(viewer)), wrong ?? 'the same'];
    rows.push(`| ${cells.join(' | ')} |`);
  }
  await end(program);
  const text = `${ROUNDS} rounds in turn, page cache warm; medians. The log is ${made}, all of it held: ${events.toLocaleString('en')} events. The viewer: from
the write of \`:text:"PHRASE"\` with its Enter to the terminal until the number of matches is whole on the screen of 120x40;
\`rg -c -i -F PHRASE\`: a whole process.

| phrase | lines with it | rg ms | viewer ms | counted |
|---|---|---|---|---|
${rows.join('\n')}
`;
  return { text, figures };
}

/** Why it cannot be measured, in words; null where it can. */
function whatIsMissing(path: string): string | null {
  const [file = '', ...rest] = audittyCommand();
  const probe = run([file, ...rest, 'print', '--no-rotated', '-n', '1', '-q', `text:"${OFTEN}"`, path], [0, 1, 2]);
  if (probe.status === 2) return 'not there yet: the query `text:"..."` is refused';
  try {
    run(['rg', '--version']);
    return null;
  } catch {
    return 'ripgrep is not installed';
  }
}

async function rounds(program: PtyProgram, path: string, phrase: string, events: number) {
  const rg: number[] = [];
  const viewer: number[] = [];
  let lines = 0;
  let wrong: string | null = null;
  for (let round = -1; round < ROUNDS && wrong === null; round++) {
    const { wall, stdout } = run(['rg', '-c', '-i', '-F', phrase, path]);
    lines = Number(stdout.trim() || '0');
    const wanted = `${lines.toLocaleString('en')} of ${events.toLocaleString('en')} events`;
    await quiet(program, 300);
    const from = clock();
    program.keys(`:text:"${phrase}"${KEY.enter}`);
    try {
      const at = await shown(program, () => (program.rows()[1] ?? '').endsWith(` ${wanted}`), MOST_MS);
      if (round >= 0) viewer.push(at - from);
      if (round >= 0) rg.push(wall * 1000);
    } catch {
      wrong = `the viewer's count was never rg's ${lines.toLocaleString('en')}: ${(program.rows()[1] ?? '').trim().replace(/\s+/g, ' ')}`;
    }
    program.keys(KEY.backspace);
    await held(program, events);
  }
  return { rg, viewer, lines, wrong };
}

/** The auditID of a line in the middle: it is in very few lines. */
function auditIdWithin(path: string): string {
  const bytes = Buffer.alloc(4 << 20);
  const fd = openSync(path, 'r');
  const read = readSync(fd, bytes, 0, bytes.length, Math.floor(statSync(path).size / 2));
  closeSync(fd);
  const found = /\n\{[^\n]*?"auditID":"([0-9a-f-]+)"/.exec(bytes.toString('latin1', 0, read));
  if (found?.[1] === undefined) throw new Error('no auditID in the middle of the log');
  return found[1];
}
