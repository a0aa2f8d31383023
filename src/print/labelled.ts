/** Rows of a report for people: a label, and beside it lines that are wrapped at white space. */
import stringWidth from 'string-width';
import { literal, safe } from '../audit/safe.ts';
import { padded } from './rows.ts';
import type { Paint, Tone } from './tone.ts';

/** A line: what it says, and how it is to be taken. */
export interface Said {
  /** Any text: it is made safe when it is printed. */
  readonly text: string;
  /** Stands in front of the text. */
  readonly mark?: Mark;
  /** Never wrapped: a line to be copied. */
  readonly asIs?: true;
}
export type Mark = 'ok' | 'warning' | 'error';
export const MARK_TONE: Readonly<Record<Mark, Tone>> = { ok: 'good', warning: 'warning', error: 'error' };

/** A label and what belongs to it; without lines nothing is printed. */
export type Row = readonly [label: string, lines: readonly Said[]];

const LABEL_CELLS = 12;
/** Sentences are broken there in every terminal: longer lines are hard to read, and 80 columns are common. */
const WIDTH = 80;

/** The rows, each line ending in LF. Labels are this program's own words. */
export function rowsText(rows: readonly Row[], paint: Paint): string {
  return rows.map((row) => rowText(row, paint)).join('');
}

function rowText([label, lines]: Row, paint: Paint): string {
  const head = paint(literal(padded(label, LABEL_CELLS)), 'strong');
  const indent = ' '.repeat(LABEL_CELLS);
  return lines.map((line, at) => lineText(line, at === 0 ? head : indent, indent, paint)).join('');
}

/** `first` stands before the first line that the text takes, `next` before the others. */
function lineText({ text, mark, asIs }: Said, first: string, next: string, paint: Paint): string {
  if (asIs) return `${first}${safe(text)}\n`;
  const lines = wrapped(`${mark === undefined ? '' : `${mark}: `}${safe(text)}`, WIDTH - LABEL_CELLS);
  // Painted when the lines are broken: what paints has no width.
  if (mark !== undefined)
    lines[0] = paint(literal(`${mark}:`), MARK_TONE[mark]) + (lines[0] ?? '').slice(mark.length + 1);
  return lines.map((line, at) => `${at === 0 ? first : next}${line}\n`).join('');
}

/** Lines of at most so many cells, broken at spaces; a longer word stays whole. */
export function wrapped(text: string, cells: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && stringWidth(line) + 1 + stringWidth(word) > cells) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
