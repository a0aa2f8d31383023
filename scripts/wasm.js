// Compiles wasm/ to build/scan.wasm where that is older than its sources. Run by the build and by the tests' set-up.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'build', 'scan.wasm');

function time(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** AssemblyScript's decorator is no TypeScript: in the sources it is the last word of a function's comment. */
function readFile(name) {
  const path = join(root, name);
  return existsSync(path) ? readFileSync(path, 'utf8').replace(/@inline \*\/\n/g, '$&@inline ') : null;
}

/** Compiles if need be, and gives the path of the module. */
export async function compileScan() {
  const sources = [...readdirSync(join(root, 'wasm')).map((name) => join('wasm', name)), 'scripts/wasm.js'];
  if (time(target) > Math.max(...sources.map((name) => time(join(root, name))))) return target;
  mkdirSync(join(root, 'build'), { recursive: true });
  const { main } = await import('assemblyscript/asc');
  // Under another name first: several may compile at the same time.
  const made = `build/scan.${process.pid}.wasm`;
  const options = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--converge', '--use', 'abort='];
  const { error, stderr } = await main(['wasm/scan.ts', '--outFile', made, ...options, '--baseDir', root], {
    readFile,
  });
  if (error) throw new Error(`the scan does not compile: ${error.message}\n${stderr.toString()}`);
  renameSync(join(root, made), target);
  return target;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compileScan();
