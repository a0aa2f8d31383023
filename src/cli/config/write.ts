/** Writes what the viewer changes in the configuration, and leaves everything else of the file as it is, comments too, but for blanks between the two. */
import { mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Document, isMap, isScalar, parseDocument } from 'yaml';
import type { ChosenColumn } from '../../ui/columns.ts';
import { writeWhole } from './write-whole.ts';

/** The text of a configuration with a filter saved under a name, in the place of one of that name. */
export function withQuery(text: string, name: string, query: string): string {
  const document = configDocument(text);
  document.setIn(['queries', name], query);
  return document.toString({ lineWidth: 0 });
}

function configDocument(text: string): Document {
  const document: Document = parseDocument(text);
  // An empty file has no map yet.
  if (!isMap(document.contents)) document.contents = document.createNode({});
  return document;
}

/** The same with the columns of the list; null: the usual ones, of which nothing is said. */
export function withColumns(text: string, columns: readonly ChosenColumn[] | null): string {
  const document = configDocument(text);
  if (columns === null) deleteKeepingComment(document, 'columns');
  else {
    const list = columns.map(({ name, width }) => (width === null ? name : { name, width }));
    document.set('columns', document.createNode(list, { flow: true }));
  }
  return document.toString({ lineWidth: 0 });
}

/** A comment before a setting is rather about what follows, where that setting goes: it stays. */
function deleteKeepingComment(document: Document, name: string): void {
  const items = isMap(document.contents) ? document.contents.items : [];
  const at = items.findIndex(({ key }) => isScalar(key) && key.value === name);
  const key = items[at]?.key;
  const next = items[at + 1]?.key;
  const comment = isScalar(key) ? key.commentBefore : null;
  document.delete(name);
  if (typeof comment !== 'string') return;
  if (isScalar(next))
    next.commentBefore = [comment, next.commentBefore].filter((each) => typeof each === 'string').join('\n');
  else document.comment = comment;
}

/** Changes the configuration; an error is one of the file system. A link stays one: what it leads to is written. */
export function changeConfig(path: string, change: (text: string) => string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { target, text, mode } = existing(path);
  writeWhole(target, change(text), mode);
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
