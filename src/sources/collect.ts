/** What the user named as sources, found: files, stdin, directories and glob patterns, each file once. */

import { stat } from 'node:fs/promises';
import { codeOf, isMissing } from './file-errors.ts';
import { FILE_OPTIONS, type FileOptions } from './file-options.ts';
import { type Found, lookAt, unseen } from './found.ts';
import { createGathering } from './gathering.ts';
import { directoryPlace, globPlace, isPattern, type Place, STDIN_ARGUMENT } from './place.ts';
import { followPlaces, type Searched, search } from './places.ts';
import type { Source } from './source.ts';
import type { Collection } from './together.ts';

/**
 * The sources that these SOURCE arguments name. A path that is there is that; `-` is stdin, made by `stdin`; a path
 * that ends in a slash is a directory, there or not; what has glob characters is a pattern; any other is a file that
 * is waited for. A file is read once, however often it is named or found, and a rotated sibling comes with its log
 * where that is one of the sources. Troubles of files are told by their sources, those of places by `later`.
 */
export async function collect(
  named: readonly string[],
  how: { readonly files: Partial<FileOptions>; readonly stdin: () => Source },
): Promise<Collection> {
  const gathering = createGathering(how.files);
  const items = await Promise.all(named.map(itemOf));
  const searched = new Map<Place, Searched>();
  for (const item of items) {
    if (typeof item === 'string') continue;
    if ('found' in item) gathering.expect(item.isThere ? [item.found] : []);
    else {
      const found = await search(item, gathering);
      searched.set(item, found);
      gathering.expect(found.fitting);
    }
  }
  const sources: Source[] = [];
  for (const item of items) {
    if (item === STDIN_ARGUMENT) sources.push(how.stdin());
    else if ('found' in item) {
      const source = gathering.named(item.found, item.isThere);
      if (source !== null) sources.push(source);
    } else sources.push(...(await gathering.inPlace(searched.get(item)?.fitting ?? [], item.kind)));
  }
  const pollMs = how.files.pollMs ?? FILE_OPTIONS.pollMs;
  const later: Collection['later'] = (signal, follow) => followPlaces(searched, gathering, pollMs, signal, follow);
  return { sources, later: searched.size === 0 ? null : later };
}

type Item = typeof STDIN_ARGUMENT | Place | { readonly found: Found; readonly isThere: boolean };

async function itemOf(name: string): Promise<Item> {
  if (name === STDIN_ARGUMENT) return name;
  try {
    if ((await stat(name)).isDirectory()) return directoryPlace(name);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    if (isMissing(error) && name.endsWith('/')) return directoryPlace(name);
    if (isPattern(name)) return globPlace(name);
  }
  const found = await lookAt(name);
  return typeof found === 'string'
    ? { found: await unseen(name), isThere: found === 'other' }
    : { found, isThere: true };
}
