/** The tests read the compiled modules from where this leaves them. */
import { compileFind, compileScan } from '../../scripts/wasm.js';

export async function setup(): Promise<void> {
  await compileScan();
  await compileFind();
}
