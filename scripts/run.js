// What `npm start` and `npm test` do on a clean clone: install, build, run. Plain JavaScript for Node 20 and newer,
// as it runs before anything is installed; what it starts runs under the Node.js that package-lock.json pins.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const NODE = at('node_modules', 'node', 'bin', 'node');
/** The main file, and the workers beside it. */
const BUNDLE = ['main.js', 'worker.js', 'expressions.js'].map((name) => at('dist', name));
const TOOL = {
  rolldown: at('node_modules', 'rolldown', 'bin', 'cli.mjs'),
  vitest: at('node_modules', 'vitest', 'vitest.mjs'),
};

/** Runs a step; its output shows only when it fails, so that the viewer opens on a clean terminal. */
function step(name, command, args) {
  process.stderr.write(`auditty: ${name} ...\n`);
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
  process.stderr.write(`auditty: ${name} failed${done.error ? `: ${done.error.message}` : ''}\n`);
  process.exit(1);
}

function install() {
  const stamp = at('node_modules', '.auditty-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && existsSync(NODE) && readFileSync(stamp, 'utf8') === wanted) return;
  step('installing (once)', process.platform === 'win32' ? 'npm.cmd' : 'npm', [
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  writeFileSync(stamp, wanted);
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function build() {
  const sources = ['src', 'wasm', 'package-lock.json', 'package.json', 'rolldown.config.ts', 'scripts'].map((name) =>
    newest(at(name)),
  );
  const built = BUNDLE.map((path) => newest(path));
  if (Math.min(...built) > Math.max(...sources)) return;
  step('building', NODE, [TOOL.rolldown, '-c', 'rolldown.config.ts']);
}

/** Makes build/auditty, one executable with everything in it, by Bun. */
function buildExecutable() {
  const target = at('build', 'auditty');
  if (newest(target) > Math.max(...BUNDLE.map((path) => newest(path)))) return;
  step('building the executable', at('node_modules', '.bin', 'bun'), [
    'build',
    '--compile',
    '--minify',
    '--bytecode',
    '--format=esm',
    '--no-compile-autoload-dotenv',
    '--no-compile-autoload-bunfig',
    ...BUNDLE,
    '--outfile',
    target,
  ]);
}

/** Runs a program in the foreground, hands it the signals, and ends as it ended. */
function become(args) {
  const child = spawn(NODE, args, { cwd: process.env.INIT_CWD ?? root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const [task, ...args] = process.argv.slice(2);
if (task === 'install') install();
else if (task === 'build') {
  install();
  build();
} else if (task === 'build:exe') {
  install();
  build();
  buildExecutable();
} else if (task === 'start') {
  install();
  build();
  become([at('bin', 'auditty'), ...(args.length === 0 ? ['demo'] : args)]);
} else if (task === 'test') {
  install();
  build();
  buildExecutable();
  become([TOOL.vitest, 'run', '--root', root, ...args]);
} else if (task === 'bench') {
  install();
  step('compiling the scan', NODE, [at('scripts', 'wasm.js')]);
  // A policy is measured in the engine alone, and quickly only what Node.js runs; the rest is the built program's.
  const parts = args.filter((each) => each !== 'policy');
  if (!args.includes('--clean') && !args.includes('--table') && (args.length === 0 || parts.length > 0)) {
    build();
    if (!args.includes('--quick')) buildExecutable();
  }
  become([at('bench', 'bench.ts'), ...args]);
} else {
  process.stderr.write('usage: node scripts/run.js install|build|build:exe|start|test|bench [ARG...]\n');
  process.exit(2);
}
