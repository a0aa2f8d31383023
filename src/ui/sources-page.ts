/** The sources screen. */
import { literal, type SafeText, safe } from '../audit/safe.ts';
import type { SourceState } from '../sources/source.ts';
import { badHead } from './bad-page.ts';
import { applyCut, cutStart, join, width } from './cells.ts';
import { bytes, share, whole } from './format.ts';
import { blank, type Line, span, titled, word } from './line.ts';
import type { Look } from './look.ts';
import type { State } from './state.ts';
import type { Role } from './theme.ts';
import { wrapLine } from './wrap.ts';

export function sourcesTitle(state: State, { signs }: Look): readonly [left: Line, right: Line] {
  const held = state.total?.held ?? 0;
  const bad = state.bad?.count ?? 0;
  const text = `${whole(held)} events${bad === 0 ? '' : ` ${signs.dot} ${whole(bad)} bad lines`} `;
  return [[word(' Sources', 'text', { bold: true })], [word(text, 'dim')]];
}

const PHASES: Readonly<Record<SourceState['phase'], readonly [string, Role]>> = {
  reading: ['reading back', 'ok'],
  live: ['live', 'ok'],
  waiting: ['waiting for it', 'write'],
  denied: ['permission denied', 'err'],
  gone: ['gone', 'err'],
  ended: ['read to its end', 'dim'],
  failed: ['failed', 'err'],
};

export function sourcesLines(state: State, look: Look, cells: number): Line[] {
  const sources = state.sources?.sources ?? [];
  const nameCells = Math.max(10, cells - 62);
  const head = `    ${'source'.padEnd(nameCells)} ${'state'.padEnd(22)}${'read'.padStart(12)}${'of'.padStart(12)}`;
  const lines: Line[] = [[], [word(head, 'text', { bold: true })]];
  if (sources.length === 0) lines.push([word('    nothing is known of the sources yet', 'dim')]);
  for (const source of sources) {
    const [phase, role] = PHASES[source.phase];
    const name = safe(source.name);
    const shown = applyCut(name, cutStart(name, nameCells), look.signs.cut);
    const part = source.phase === 'reading' && source.size > 0 ? ` ${share(source.read, source.size)}` : '';
    const sign = role === 'err' ? look.signs.broken : role === 'write' ? look.signs.waiting : look.signs.live;
    lines.push([
      blank(1),
      span(sign, role),
      blank(2),
      span(shown),
      blank(nameCells - width(shown) + 1),
      word(`${phase}${part}`.padEnd(22), role),
      word(bytes(source.read).padStart(12)),
      word(bytes(source.size).padStart(12)),
    ]);
    const rotated = rotatedText(source);
    if (rotated !== null) lines.push([blank(4), span(rotated, 'dim')]);
    if (source.detail !== '')
      lines.push(...wrapLine([span(safe(source.detail), 'dim')], cells - 6).map((line) => [blank(4), ...line]));
  }
  const latest = state.bad?.latest ?? [];
  if (latest.length > 0) {
    lines.push(
      [],
      titled(
        [word(' Bad lines', 'text', { bold: true })],
        [span(whole(state.bad?.count ?? 0), 'dim'), blank(1)],
        cells,
        look.signs,
        false,
      ),
    );
    lines.push(...latest.slice(0, 3).map((bad) => badHead(bad)));
  }
  return lines;
}

/** What rotation left, and how much of it was read; null where it left nothing. */
function rotatedText({ phase, rotated = 0, rotatedRead = 0 }: SourceState): SafeText | null {
  if (rotated === 0) return null;
  const files = join(literal('+'), whole(rotated), literal(rotated === 1 ? ' rotated file' : ' rotated files'));
  const left = rotated - rotatedRead;
  if (left === 0 || phase === 'reading') return files;
  return join(files, literal(', '), whole(left), literal(' not read (--history)'));
}
