/** Names of a file's owner, from the machine's passwd and group files: no name service is asked. */
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { textOf } from './proc.ts';

/** `root:root`; a number where there is no name. */
export function ownerOf({ uid, gid }: Pick<Stats, 'uid' | 'gid'>, root: string): string {
  return `${nameIn(join(root, 'etc/passwd'), uid)}:${nameIn(join(root, 'etc/group'), gid)}`;
}

/** The first field of the line whose third is the number. */
function nameIn(path: string, id: number): string {
  for (const line of (textOf(path) ?? '').split('\n')) {
    const [name = '', , number] = line.split(':');
    if (number === String(id) && name !== '') return name;
  }
  return String(id);
}
