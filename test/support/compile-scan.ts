/** The tests read the compiled scan from where this leaves it. */
import { compileScan } from '../../scripts/wasm.js';

export async function setup(): Promise<void> {
  await compileScan();
}
