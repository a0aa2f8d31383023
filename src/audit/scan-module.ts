/** The compiled scan (`wasm/`): where it comes from, and whether this machine can run it. */
import { readFileSync } from 'node:fs';

/** In the bundle: the module in base64, put here by the build. */
declare const AUDITTY_SCAN_WASM: string | undefined;

/** A function that gives a v128: a module that only passes where SIMD is there. */
const SIMD = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
); // biome-ignore format: bytes

let compiled: WebAssembly.Module | null | undefined;

/** The compiled scan; null where SIMD is missing, and in tests that ask for the reference. */
export function scanModule(): WebAssembly.Module | null {
  if (process.env.AUDITTY_TEST_SCAN === 'reference' || !WebAssembly.validate(SIMD)) return null;
  if (compiled === undefined) {
    const bytes = moduleBytes();
    compiled = bytes === null ? null : new WebAssembly.Module(bytes);
  }
  return compiled;
}

/** From the sources it is read where `scripts/wasm.js` left it; nothing depends on it but speed. */
function moduleBytes(): Uint8Array<ArrayBuffer> | null {
  if (typeof AUDITTY_SCAN_WASM === 'string') return Uint8Array.from(Buffer.from(AUDITTY_SCAN_WASM, 'base64'));
  try {
    return Uint8Array.from(readFileSync(new URL('../../build/scan.wasm', import.meta.url)));
  } catch {
    return null;
  }
}
