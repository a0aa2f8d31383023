/** Every sign that is not a letter, in its two forms: the second for `--ascii` and locales that are not UTF-8. */
import { literal, type SafeText } from '../audit/safe.ts';

export interface Signs {
  readonly ascii: boolean;
  readonly received: SafeText;
  readonly started: SafeText;
  readonly complete: SafeText;
  readonly panic: SafeText;
  readonly mark: SafeText;
  readonly drift: SafeText;
  /** Drift where there is one cell only. */
  readonly driftCell: SafeText;
  readonly noCode: SafeText;
  readonly folded: SafeText;
  readonly open: SafeText;
  readonly arrow: SafeText;
  readonly mask: SafeText;
  readonly cut: SafeText;
  readonly bar: SafeText;
  readonly halfBar: SafeText;
  readonly emptyBar: SafeText;
  /** A cell that is full, and one that is so to one, two ... seven eighths from the left. */
  readonly full: SafeText;
  readonly eighths: SafeText;
  /** A cell full from the ground to one, two ... eight eighths. */
  readonly blocks: readonly SafeText[];
  readonly unread: SafeText;
  /** On the axis of the timeline: where 5xx and Panic fell, and where what is highlighted. */
  readonly severe: SafeText;
  /** The same in the part that the list shows. */
  readonly severeShown: SafeText;
  readonly lit: SafeText;
  /** Below the bars that are chosen. */
  readonly chosen: SafeText;
  readonly rule: SafeText;
  readonly heavyRule: SafeText;
  readonly live: SafeText;
  readonly paused: SafeText;
  readonly scrolled: SafeText;
  readonly waiting: SafeText;
  readonly broken: SafeText;
  readonly found: SafeText;
  readonly ended: SafeText;
  readonly prompt: SafeText;
  readonly back: SafeText;
  readonly cursor: SafeText;
  readonly dot: SafeText;
  readonly upDown: SafeText;
  readonly leftRight: SafeText;
  readonly pointer: SafeText;
  readonly margin: SafeText;
}

const TABLE: Readonly<Record<Exclude<keyof Signs, 'ascii' | 'blocks'>, readonly [string, string]>> = {
  received: ['○', 'r'],
  started: ['◐', 's'],
  complete: ['●', 'c'],
  panic: ['✖', 'P'],
  mark: ['◆', '*'],
  drift: ['≠', '!='],
  driftCell: ['≠', '#'],
  noCode: ['·', '.'],
  folded: ['▸', '>'],
  open: ['▾', 'v'],
  arrow: ['→', '>'],
  mask: ['••••••••', '********'],
  cut: ['…', '~'],
  bar: ['━', '='],
  halfBar: ['╸', '-'],
  emptyBar: ['╌', '.'],
  full: ['█', '='],
  eighths: ['▏▎▍▌▋▊▉', '...----'],
  unread: ['░', '?'],
  severe: ['▴', '^'],
  severeShown: ['▲', 'A'],
  chosen: ['═', '#'],
  lit: ['*', '*'],
  rule: ['─', '-'],
  heavyRule: ['━', '='],
  live: ['●', '*'],
  paused: ['‖', '||'],
  scrolled: ['↑', '^'],
  waiting: ['◌', 'o'],
  broken: ['✗', 'x'],
  found: ['✓', '+'],
  ended: ['■', '#'],
  prompt: ['›', '>'],
  back: ['‹', '<'],
  cursor: ['▏', '_'],
  dot: ['·', '-'],
  upDown: ['↑↓', 'Up Down'],
  leftRight: ['← →', 'Left Right'],
  pointer: ['▲', '^'],
  margin: ['│', '|'],
};

const BLOCKS: readonly [string, string] = ['▁▂▃▄▅▆▇█', '.:-=+*#@'];

function column(at: 0 | 1): Signs {
  const signs = Object.fromEntries(Object.entries(TABLE).map(([name, forms]) => [name, literal(forms[at])]));
  const blocks = [...BLOCKS[at]].map((block) => literal(block));
  return { ...signs, blocks, ascii: at === 1 } as unknown as Signs; // the table's keys are the interface's others, by its type
}

export const UNICODE: Signs = column(0);
export const ASCII: Signs = column(1);
