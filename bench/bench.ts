/**
 * `npm run bench`: measures, and writes the figures to RESULTS.md; `npm run bench -- policy` only that part, which
 * leaves the others as they were. Run it on an idle machine. `--size 200MB`: how much the peers read (1GB); `--quick`:
 * ratios alone, to stdout; `--clean`: removes the logs that were made.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cleanLogs, sizeOf } from './big-log.ts';

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url));

const PARTS: Readonly<Record<string, { readonly title: string; measure(size: string): Promise<string> }>> = {
  peers: {
    title: 'Beside its peers',
    measure: async (size) => (await import('./measure-peers.ts')).measurePeers(size),
  },
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

/** Where it was measured. How busy the machine was beforehand says how far to trust the seconds. */
function machine([load = 0]: readonly number[]): string {
  const kernel = release().split('-')[0] ?? '';
  return `On ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load ${load.toFixed(1)} beforehand, Linux ${kernel}, Node.js ${process.versions.node}`;
}

const { values: options, positionals: asked } = parseArgs({
  options: {
    size: { type: 'string', default: '1GB' },
    quick: { type: 'boolean', default: false },
    clean: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
if (options.clean) {
  cleanLogs();
  process.exit(0);
}
if (sizeOf(options.size) === null) {
  process.stderr.write(`no size ${options.size}: 200MB, 1GB\n`);
  process.exit(2);
}
if (options.quick) {
  process.stdout.write((await import('./quick.ts')).measureQuick());
  process.exit(0);
}
const unknown = asked.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  process.stderr.write(`no part ${unknown}: there are ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(2);
}
for (const [name, { title, measure }] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const before = loadavg();
  const figures = await measure(options.size);
  const text = `${machine(before)}; \`npm run bench -- ${name}\`.\n${figures}`.trim();
  const all = sections().set(title, text);
  const known = Object.values(PARTS).flatMap((part) => {
    const section = all.get(part.title);
    return section === undefined ? [] : [`## ${part.title}\n\n${section}\n`];
  });
  writeFileSync(RESULTS, `# Measured by \`npm run bench\`\n\n${known.join('\n')}`);
  process.stdout.write(`${text}\n`);
}
process.exit(0);
