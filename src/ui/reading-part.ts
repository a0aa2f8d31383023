/** How far reading back has come, as the header shows it: a bar, bytes, rate and time left. */
import { literal } from '../audit/safe.ts';
import { join, take, times } from './cells.ts';
import { bytes, speed } from './format.ts';
import { blank, type Line, lineWidth, span, word } from './line.ts';
import type { Look } from './look.ts';
import { bytesPerSecond, leftText } from './pace.ts';
import type { Signs } from './signs.ts';
import type { State } from './state.ts';

const BAR = 12;
const SHORT_BAR = 8;

/** As much of it as fits into so many cells; null where nothing is being read, or it is not known how much. */
export function readingPart(state: State, { signs }: Look, cells: number): Line | null {
  const { loading, pace } = state;
  const goal = loading?.goal ?? 0;
  if (loading === null || loading.done || goal === 0) return null;
  const perSecond = bytesPerSecond(pace);
  const part = loading.read / goal;
  const bar = progressBar(part, BAR, signs);
  const short = progressBar(part, SHORT_BAR, signs);
  const dot = word(` ${signs.dot} `, 'dim');
  const amounts = [...bar, blank(1), span(join(bytes(loading.read), literal(' of '), bytes(goal)), 'dim')];
  const forms: Line[] = perSecond === null ? [amounts, short] : [];
  if (perSecond !== null) {
    const rate = span(speed(perSecond), 'dim');
    const left = span(leftText((goal - loading.read) / perSecond), 'dim');
    forms.push([...amounts, dot, rate, dot, left], [...amounts, dot, left], [...short, blank(1), left], short);
  }
  return forms.find((form) => lineWidth(form) <= cells) ?? null;
}

/** A part of the whole, 0 to 1, in eighths of a cell; full only at the end. */
export function progressBar(part: number, cells: number, signs: Signs): Line {
  const eighths = Math.max(0, Math.min(8 * cells - (part < 1 ? 1 : 0), Math.floor(8 * cells * part)));
  const full = Math.floor(eighths / 8);
  const started = eighths % 8;
  const cell = started === 0 ? literal('') : eighth(signs, started);
  const filled = join(times(signs.full, full), cell);
  return [span(filled, 'accent'), span(times(signs.emptyBar, cells - full - (started === 0 ? 0 : 1)), 'faint')];
}

function eighth(signs: Signs, count: number) {
  const upTo = take(signs.eighths, count);
  return upTo.slice(count - 1) as typeof upTo; // a part of a safe text is safe
}
