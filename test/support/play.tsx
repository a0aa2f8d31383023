/**
 * Runs the viewer on the in-memory engine over real files, to look at it by eye:
 * rolldown test/support/play.tsx --platform node -f esm -o /tmp/play.mjs, then
 * node /tmp/play.mjs [--ascii] [--light] [--color WHEN] [--policy FILE] [--live] [--mask] FILE...
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { redact } from '../../src/audit/redact.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { runApp } from '../../src/ui/app.tsx';
import type { LoadedPolicy } from '../../src/ui/state.ts';
import { type ColorWhen, depthFor } from '../../src/ui/theme.ts';
import { memoryEngine } from './memory-engine.ts';

const args = process.argv.slice(2);
const flag = (name: string): boolean => args.includes(name);
const optionOf = (name: string): string | undefined => (flag(name) ? args[args.indexOf(name) + 1] : undefined);
const takesValue = new Set(['--color', '--policy']);
const files = args.filter((arg, at) => !arg.startsWith('--') && !takesValue.has(args[at - 1] ?? ''));
const lines = files.flatMap((file) => {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n').filter(Boolean);
});
const engine = memoryEngine(flag('--live') ? lines.slice(0, 500) : lines);
const size = lines.reduce((sum, line) => sum + line.length + 1, 0);
engine.tell({ type: 'loading', read: size, size, done: true, events: lines.length });
engine.tell({ type: 'sources', sources: [{ name: files[0] ?? '', phase: 'live', detail: '', read: size, size }] });
engine.tell({ type: 'rate', perSecond: 190 });
if (flag('--live')) {
  let at = 500;
  setInterval(() => {
    engine.append(lines.slice(at, at + 7));
    at += 7;
  }, 50).unref();
}
const policyFile = optionOf('--policy');
let policy: LoadedPolicy | null = null;
if (policyFile !== undefined) {
  const text = readFileSync(policyFile, 'utf8');
  const loaded = loadPolicy(text);
  if (!loaded.ok) throw new Error(loaded.error);
  policy = { name: basename(policyFile), path: policyFile, text, ...loaded };
  await engine.policy(loaded.policy);
}

await runApp({
  engine,
  version: '0.1.0',
  sourceName: 'audit.log',
  sourceArgument: files[0] ?? '-',
  depth: depthFor((optionOf('--color') ?? 'auto') as ColorWhen, process.env), // a developer's own argument
  policy,
  shade: flag('--light') ? 'light' : 'dark',
  ascii: flag('--ascii'),
  redact: flag('--mask') ? redact : null,
});
process.exit(0);
