/** What a gap is, in words: a name, when it was, and a sentence that says what is missing and what that means. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import type { Gap, MissingFile, Restart, Silence } from '../engine/gap.ts';
import { join } from './cells.ts';
import { clock, duration, whole } from './format.ts';
import type { Role } from './theme.ts';

/** The name of each kind; what is only worth knowing is no alarm. */
export const KINDS: Readonly<Record<Gap['kind'], readonly [name: string, role: Role]>> = {
  'missing-file': ['file missing', 'write'],
  silence: ['silence', 'write'],
  restart: ['restart', 'text'],
  truncated: ['bodies cut off', 'text'],
};

/** `2026-11-23 21:27:34.088 to 21:27:40.650Z`: without the Z in local time; one time where it has no length. */
export function whenOf({ from, to }: Gap, lasts: boolean, local: boolean): SafeText {
  const [begin, end] = [clock(from, local), clock(to, local)];
  const zone = literal(local ? '' : 'Z');
  const first = join(begin.day, literal(' '), begin.second, begin.fraction);
  if (lasts) return join(first, zone, literal(' until now'));
  if (from === to) return join(first, zone);
  const day = begin.day === end.day ? literal('') : join(end.day, literal(' '));
  return join(first, literal(' to '), day, end.second, end.fraction, zone);
}

/** A gap's sentences, with the names of files as they are. */
export function sentenceOf(gap: Gap): SafeText {
  switch (gap.kind) {
    case 'missing-file':
      return missingFile(gap);
    case 'silence':
      return silence(gap);
    case 'restart':
      return restart(gap);
    case 'truncated':
      return join(
        whole(gap.count),
        literal(gap.count === 1 ? ' event came without its bodies' : ' events came without their bodies'),
        literal(': kube-apiserver cut them off, too large as they were (audit.k8s.io/truncated).'),
      );
  }
}

function missingFile({ before, after, numbers }: MissingFile): SafeText {
  const [last, next] = [nameOf(before), nameOf(after)];
  const between = `missing between ${last} and ${next}: removed, not copied, or not readable.`;
  if (numbers === null) return safe(`At least one file is ${between} Its events are not here.`);
  const { least, most } = numbers;
  const log = last.replace(/\.\d+(\.gz)?$/, '');
  if (least === most) return safe(`${log}.${least} is ${between} Its events are not here.`);
  return safe(`${log}.${least} to .${most} are ${between} Their events are not here.`);
}

function silence({ from, to, usual, lasts }: Silence): SafeText {
  const [long, often] = [duration(to - from), duration(usual)];
  const cause = lasts
    ? 'kube-apiserver is down or records nothing, or its lines go elsewhere.'
    : 'kube-apiserver was down or recorded nothing, or lines were taken out.';
  return literal(`No event for ${long}${lasts ? ' so far' : ''}, where one comes every ${often}. ${cause}`);
}

function restart({ from, to, first }: Restart): SafeText {
  if (first) return literal('kube-apiserver started. No event from before that is known.');
  if (from === to) return literal('kube-apiserver restarted.');
  return literal(`kube-apiserver restarted; nothing recorded for ${duration(to - from)}.`);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
