/**
 * `npm run bench`: measures, and writes the figures to RESULTS.md; `npm run bench -- policy` only that part, which
 * leaves the others as they were. Run it on an idle machine.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url));

const PARTS: Readonly<Record<string, { readonly title: string; measure(): Promise<string> }>> = {
  screen: {
    title: 'The screen',
    measure: async () => (await import('./screen.ts')).measureScreen(),
  },
  scan: {
    title: 'The scan',
    measure: async () => (await import('./scan.ts')).measureScan(),
  },
  policy: {
    title: 'A policy of 100 rules over 1,000,000 events',
    measure: async () => (await import('./policy.ts')).measurePolicy(),
  },
};

/** The sections of RESULTS.md by title. */
function sections(): Map<string, string> {
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

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  process.stderr.write(`no part ${unknown}: there are ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(2);
}
for (const [name, { title, measure }] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const machine = `On ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}). `;
  const text = `${machine}${await measure()}`.trim();
  const all = sections().set(title, text);
  const known = Object.values(PARTS).flatMap((part) => {
    const section = all.get(part.title);
    return section === undefined ? [] : [`## ${part.title}\n\n${section}\n`];
  });
  writeFileSync(RESULTS, `# Measured by \`npm run bench\`\n\n${known.join('\n')}`);
  process.stdout.write(`${text}\n`);
}
process.exit(0);
