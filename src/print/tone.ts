/** Colours of what is printed for people: a tone says what a text means, and is dropped where colours are not wanted. */
import { styleText } from 'node:util';
import type { SafeText } from '../audit/safe.ts';

const TONES = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  hint: ['bold', 'cyan'],
  good: ['bold', 'green'],
  strong: ['bold'],
  quiet: ['dim'],
  // Those of the screen, in the sixteen colours that a terminal has its own values of.
  write: ['yellow'],
  remove: ['bold', 'yellow'],
  failed: ['redBright'],
  refused: ['bold', 'redBright'],
  alarm: ['bold', 'bgRed', 'whiteBright'],
  policy: ['magentaBright'],
  bar: ['blue'],
} as const;
export type Tone = keyof typeof TONES;

/** Paints a text in a tone. */
export type Paint = (text: SafeText, tone: Tone) => string;

export function painter(colors: boolean): Paint {
  // Whether the stream takes colours was decided before.
  return colors ? (text, tone) => styleText([...TONES[tone]], text, { validateStream: false }) : (text) => text;
}
