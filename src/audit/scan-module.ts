/** The compiled scan. */
import { wasmModule } from './wasm-module.ts';

/** In the bundle: the module in base64, put here by the build. */
declare const AUDITTY_SCAN_WASM: string | undefined;

/** As `wasmModule`. */
export function scanModule(): WebAssembly.Module | null {
  return wasmModule('scan', typeof AUDITTY_SCAN_WASM === 'string' ? AUDITTY_SCAN_WASM : null);
}
