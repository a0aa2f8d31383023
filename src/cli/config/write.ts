/** Writes what the viewer changes in the configuration, and leaves everything else of the file as it is, comments too, but for blanks between the two. */
import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMap, parseDocument } from 'yaml';

/** The text of a configuration with a filter saved under a name, in the place of one of that name. */
export function withQuery(text: string, name: string, query: string): string {
  const document = parseDocument(text);
  if (document.contents === null || !isMap(document.contents)) document.contents = document.createNode({}) as never; // an empty file has no map yet
  document.setIn(['queries', name], query);
  return document.toString({ lineWidth: 0 });
}

/** Saves a filter; an error is one of the file system. A link stays one: what it leads to is written. */
export function saveQuery(path: string, name: string, query: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { target, text, mode } = existing(path);
  writeWhole(target, withQuery(text, name, query), mode);
}

function existing(path: string): { readonly target: string; readonly text: string; readonly mode: number } {
  try {
    const target = realpathSync(path);
    return { target, text: readFileSync(target, 'utf8'), mode: statSync(target).mode & 0o777 };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { target: path, text: '', mode: 0o600 };
    throw error;
  }
}

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
