/** Compiled modules (`wasm/`): where they come from, and whether this machine can run them. */
import { readFileSync } from 'node:fs';

/** A function that gives a v128: a module that only passes where SIMD is there. */
const SIMD = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
); // biome-ignore format: bytes

const compiled = new Map<string, WebAssembly.Module | null>();

/**
 * The module of that name; null where SIMD is missing, and in tests that ask for the references. `inBundle`: the module
 * in base64, as the build puts it into the bundle; from the sources it is read where `scripts/wasm.js` left it, and
 * nothing depends on it but speed.
 */
export function wasmModule(name: 'scan' | 'find', inBundle: string | null): WebAssembly.Module | null {
  if (process.env.AUDITTY_TEST_SCAN === 'reference' || !WebAssembly.validate(SIMD)) return null;
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const bytes = inBundle === null ? built(name) : Uint8Array.from(Buffer.from(inBundle, 'base64'));
  const module = bytes === null ? null : new WebAssembly.Module(bytes);
  compiled.set(name, module);
  return module;
}

function built(name: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(readFileSync(new URL(`../../build/${name}.wasm`, import.meta.url)));
  } catch {
    return null;
  }
}
