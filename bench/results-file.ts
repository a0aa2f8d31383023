/**
 * RESULTS.md: at the top all goals with what was measured of each, then a section a part. A run replaces what it
 * measured and leaves the rest; the figures of the table are kept in results.json.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Figures, goalText, LINES, lineIds, measuredText, type Part, verdict } from './lines.ts';
import { REASONS } from './reasons.ts';

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url));
const FIGURES = fileURLToPath(new URL('results.json', import.meta.url));

/** Puts what a part measured in place of what it measured before. `titles`: of all parts, in their order, by name. */
export function record(title: string, { text, figures }: Part, titles: Readonly<Record<string, string>>): void {
  const all = { ...figuresOf(), ...figures };
  writeFileSync(FIGURES, `${JSON.stringify(all, null, 2)}\n`);
  write(sectionsOf().set(title, text.trim()), all, titles);
}

/** Writes the table anew, as after `reasons.ts` or a goal was changed. */
export function rewrite(titles: Readonly<Record<string, string>>): void {
  write(sectionsOf(), figuresOf(), titles);
}

function write(sections: ReadonlyMap<string, string>, all: Figures, titles: Readonly<Record<string, string>>): void {
  const known = Object.values(titles).flatMap((each) => {
    const section = sections.get(each);
    return section === undefined ? [] : [`## ${each}\n\n${section}\n`];
  });
  const top = [INTRODUCTION, `## Goals\n\n${overview(all, titles)}\n`];
  writeFileSync(RESULTS, `# Measured by \`npm run bench\`\n\n${[...top, ...known].join('\n')}`);
}

const INTRODUCTION = `This file is written by the benchmarks: each part replaces its own section and its lines of the table. Ratios are to be
trusted more than seconds, as the machine was shared.
`;

/** The sections of RESULTS.md by title. */
function sectionsOf(): Map<string, string> {
  const text = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
  return new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const end = section.indexOf('\n');
        return [section.slice(0, end), section.slice(end).trim()];
      }),
  );
}

function figuresOf(): Figures {
  return existsSync(FIGURES) ? (JSON.parse(readFileSync(FIGURES, 'utf8')) as Figures) : {}; // written above
}

function overview(figures: Figures, titles: Readonly<Record<string, string>>): string {
  const rows = lineIds().map((id) => {
    const line = LINES[id];
    const figure = figures[id];
    const title = titles[line.part] ?? line.part;
    const cells = [
      line.what,
      goalText(line),
      measuredText(line, figure),
      verdict(line, figure),
      REASONS[id] ?? '',
      `[${line.part}](#${anchorOf(title)})`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `| what | goal | measured | | where missed: why, and what was tried | section |\n|---|---|---|---|---|---|\n${rows.join('\n')}`;
}

/** As GitHub makes it of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}
