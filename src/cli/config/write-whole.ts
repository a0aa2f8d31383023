/** Writing a file so that it is never half there. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Beside it first, then in its place: whoever reads it meanwhile finds the one or the other whole. */
export function writeWhole(path: string, text: string, mode: number): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { mode, flag: 'wx' });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
