// Compiles wasm/ to build/*.wasm where these are older than its sources. Run by the build and by the tests' set-up.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function time(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** AssemblyScript's decorator is no TypeScript: in the sources it is the last word of a function's comment. */
function readFile(name) {
  const path = join(root, name);
  return existsSync(path) ? readFileSync(path, 'utf8').replace(/@inline \*\/\n/g, '$&@inline ') : null;
}

/** Compiles `wasm/NAME.ts` if need be, and gives the path of the module. */
async function compile(name, more) {
  const target = join(root, 'build', `${name}.wasm`);
  const sources = [...readdirSync(join(root, 'wasm')).map((file) => join('wasm', file)), 'scripts/wasm.js'];
  if (time(target) > Math.max(...sources.map((source) => time(join(root, source))))) return target;
  mkdirSync(join(root, 'build'), { recursive: true });
  const { main } = await import('assemblyscript/asc');
  // Under another name first: several may compile at the same time.
  const made = `build/${name}.${process.pid}.wasm`;
  const options = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--converge', '--use', 'abort='];
  const named = [`wasm/${name}.ts`, '--outFile', made, '--baseDir', root];
  const { error, stderr } = await main([...named, ...options, ...more], { readFile });
  if (error) throw new Error(`wasm/${name}.ts does not compile: ${error.message}\n${stderr.toString()}`);
  renameSync(join(root, made), target);
  return target;
}

/** The scan of lines. */
export async function compileScan() {
  return await compile('scan', []);
}

/** The search for a text: its memory is made once, two rooms and what is before them (`find-layout.ts`). */
export async function compileFind() {
  return await compile('find', ['--initialMemory', '144']);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await compileScan();
  await compileFind();
}
