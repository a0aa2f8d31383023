/** The help screen, drawn from the table of keys and the table of signs. */

import type { Grounded } from './facet-pane.ts';
import { keyText } from './key-bar.ts';
import { BINDINGS, type HelpSection } from './keys.ts';
import { blank, fit, type Line, lineWidth, span, titled, word } from './line.ts';
import type { Look } from './look.ts';
import type { Role } from './theme.ts';

interface Block {
  readonly title: string;
  readonly rows: readonly Line[];
}

const SECTIONS: readonly (readonly HelpSection[])[] = [
  ['Move', 'Timeline', 'Open'],
  ['Find', 'Live', 'Take away'],
];
const KEY_CELLS = 10;

export function helpTitle(version: string): readonly [left: Line, right: Line] {
  return [[word(' Help', 'text', { bold: true })], [word(`auditty ${version} `, 'dim')]];
}

/** All lines of the help as wide as `cells`: three columns where they fit, else two, else one. */
export function helpLines(look: Look, cells: number): Grounded[] {
  const keys = SECTIONS.map((sections) => sections.map((section) => sectionBlock(section, look)));
  const columns: Block[][] =
    cells >= 110
      ? [keys[0] ?? [], [...(keys[1] ?? []), filterBlock()], [signsBlock(look)]]
      : cells >= 76
        ? [
            [...(keys[0] ?? []), filterBlock()],
            [...(keys[1] ?? []), signsBlock(look)],
          ]
        : [[...keys.flat(), filterBlock(), signsBlock(look)]];
  const widths = columns.map((blocks) => Math.max(...blocks.flatMap(({ rows }) => rows.map(lineWidth))));
  // What is left over goes between the columns, evenly.
  const spare = Math.max(0, cells - 1 - widths.reduce((sum, each) => sum + each, 0));
  const gap = Math.min(6, Math.floor(spare / Math.max(1, columns.length - 1)));
  const drawn = columns.map((blocks, at) => blocks.flatMap((block) => blockLines(block, widths[at] ?? 0, look)));
  const rows = Math.max(...drawn.map((column) => column.length));
  return Array.from({ length: rows }, (_, row) => ({
    line: fit(
      drawn.flatMap((column, at) => [
        ...fit(column[row] ?? [], widths[at] ?? 0, look.signs),
        blank(at < drawn.length - 1 ? gap : 0),
      ]),
      cells,
      look.signs,
    ),
    ground: 'none' as const,
  }));
}

function sectionBlock(section: HelpSection, { signs }: Look): Block {
  const rows = BINDINGS.flatMap(({ help, label, keys }): Line[] => {
    if (help === undefined || help[0] !== section) return [];
    return [row([word(keyText(label ?? keys.join(' '), signs), 'accent', { bold: true })], help[1], KEY_CELLS)];
  });
  return { title: section, rows };
}

function row(left: Line, text: string, cells: number): Line {
  return [blank(1), ...left, blank(Math.max(1, cells - lineWidth(left))), word(text)];
}

function blockLines({ title, rows }: Block, cells: number, look: Look): Line[] {
  return [[], titled([word(` ${title}`, 'text', { bold: true })], [], cells, look.signs, false), ...rows];
}

function signsBlock({ signs }: Look): Block {
  const sign = (text: string, does: string, role: Role = 'dim', bold = false): Line =>
    row([word(text, role, { bold })], does, 10);
  return {
    title: 'Signs',
    rows: [
      sign(signs.received, 'RequestReceived'),
      sign(signs.started, 'ResponseStarted'),
      sign(signs.complete, 'ResponseComplete'),
      sign(signs.panic, 'Panic', 'err'),
      sign('M', 'Metadata'),
      sign('Rq', 'Request', 'text'),
      sign('RR', 'RequestResponse', 'text'),
      sign('create', 'it changes something', 'write'),
      sign('delete', 'it removes something', 'write', true),
      sign('delete*', 'deletecollection', 'write', true),
      sign('get', 'it reads'),
      row([word('500', 'err', { ground: 'alarm' })], 'failed: 5xx, Panic', 10),
      sign('403', 'refused: 401, 403', 'err', true),
      sign('409', 'other 4xx', 'err'),
      sign('!', 'failed or refused', 'err', true),
      sign('R5', 'the rule that matches', 'policy'),
      sign('--', 'no rule matches'),
      sign(`R5${signs.drift}`, 'recorded otherwise: drift', 'write'),
      sign('@ns/name', 'service account', 'text'),
      sign(':name', 'system:name', 'text'),
      sign(`a${signs.arrow}b`, 'a acting as b', 'text'),
      sign(signs.mark, 'your mark', 'accent'),
      row([span(signs.mask)], 'masked value', 10),
      sign('a cp-1', 'the source, of several', 'source-1'),
      row([word('')], 'their clocks may differ:', 10),
      row([word('')], 'no order within a second', 10),
    ],
  };
}

function filterBlock(): Block {
  const line = (text: string, does: string): Line => row([word(text)], does, 22);
  return {
    title: 'Filter',
    rows: [
      line('verb:delete ns:prod', 'both'),
      line('verb:(get OR list)', 'either'),
      line('-user:system:*', 'not'),
      line('code:>=400', 'numbers'),
      line('name:web*', 'wildcards'),
      line('ip:10.0.0.0/8', 'networks'),
      line('"a phrase"', 'any column'),
      line('text:"a phrase"', 'whole lines'),
      line('text~EXPR', 'an expression'),
      row([word('')], 'text also finds what is', 10),
      row([word('')], 'masked on the screen', 10),
    ],
  };
}
