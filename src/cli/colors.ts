/** Whether what is printed for people is coloured. */
import type { ColorWhen } from './arguments.ts';

/** Whether stdout takes colours: NO_COLOR and TERM=dumb are honoured. */
export function wantsColors(when: ColorWhen): boolean {
  if (when !== 'auto') return when === 'always';
  return process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb';
}
