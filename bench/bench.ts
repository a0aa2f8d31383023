/**
 * `npm run bench`: measures, and writes the figures to RESULTS.md; `npm run bench -- policy` only that part, which
 * leaves the others as they were. Run it on an idle machine. Parts that need 10 GB of log run where they are named.
 * `--size 200MB`, `--large 1GB`, `--seconds 5`: a trial with less, which is printed and not written; `--quick`: ratios
 * alone, to stdout; `--table`: writes the table of goals anew, unmeasured; `--clean`: removes the logs that were made.
 */
import { cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { cleanLogs, sizeOf } from './big-log.ts';
import { goalTable } from './lines.ts';
import { AMOUNTS, PARTS } from './parts.ts';
import { record, rewrite } from './results-file.ts';

/** Where it was measured. How busy the machine was beforehand says how far to trust the seconds. */
function machine([load = 0]: readonly number[]): string {
  const kernel = release().split('-')[0] ?? '';
  return `On ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load ${load.toFixed(1)} beforehand, Linux ${kernel}, Node.js ${process.versions.node}`;
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

const { values: options, positionals: asked } = parseArgs({
  options: {
    size: { type: 'string', default: AMOUNTS.size },
    large: { type: 'string', default: AMOUNTS.large },
    seconds: { type: 'string', default: String(AMOUNTS.seconds) },
    quick: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    clean: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const { size, large } = options;
const seconds = Number(options.seconds);
for (const each of [size, large]) if (sizeOf(each) === null) refuse(`no size ${each}: 200MB, 1GB`);
if (!(seconds > 0)) refuse(`no number of seconds: ${options.seconds}`);
const unknown = asked.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) refuse(`no part ${unknown}: there are ${Object.keys(PARTS).join(', ')}`);

if (options.clean) {
  cleanLogs();
  process.exit(0);
}
if (options.quick) {
  process.stdout.write((await import('./quick.ts')).measureQuick());
  process.exit(0);
}
const titles = Object.fromEntries(Object.entries(PARTS).map(([name, { title }]) => [name, title]));
if (options.table) {
  rewrite(titles);
  process.exit(0);
}
const isTrial = size !== AMOUNTS.size || large !== AMOUNTS.large || seconds !== AMOUNTS.seconds;
for (const [name, { title, large: onlyNamed, measure }] of Object.entries(PARTS)) {
  if (asked.length > 0 ? !asked.includes(name) : onlyNamed) continue;
  process.stderr.write(`${title} ...\n`);
  const before = loadavg();
  const { text, figures } = await measure({ size, large, seconds });
  const goals = Object.keys(figures).length === 0 ? '' : `\n${goalTable(figures)}\n`;
  const trial = isTrial
    ? '**A trial with other amounts than the goals are for, which is not written to RESULTS.md.** '
    : '';
  const section = `${trial}${machine(before)}; \`npm run bench -- ${name}\`.\n${text.trim()}\n${goals}`;
  if (!isTrial) record(title, { text: section, figures }, titles);
  process.stdout.write(`${section}\n`);
}
process.exit(0);
