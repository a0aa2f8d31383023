/** From a path as an apiserver says it to a path we can open, though it may run in a container. */
import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { codeOf, isMissing } from '../../sources/file-errors.ts';
import { type Identity, sameFile } from '../../sources/rotated.ts';
import type { Places, Reached } from './model.ts';
import { linkOf, type Mount, mountsOf } from './proc.ts';

/**
 * Where the file is that process `pid` calls `said`. Through /proc/PID/root it is always the right one; a path of the
 * host that leads to the very same file is better, as it is still there when the container is started again.
 */
export function reach(said: string, pid: number, places: Places): Reached {
  const { path: absolute, through } = throughProcess(said, pid, places);
  // Its working directory is hidden: where a relative path leads cannot even be guessed.
  if (absolute === null) return { said, path: through, by: 'container', proven: false };
  const plain = join(places.root, absolute);
  const translated = translate(absolute, mountsOf(places.proc, pid), mountsOf(places.proc, 'self')).map((each) =>
    join(places.root, each),
  );
  const theirs = identityNear(through);
  if (theirs === 'denied') {
    // Nothing can be proven, but everyone may read where a process has its mounts from.
    const path = [...translated, plain].find((each) => identityNear(each) !== null) ?? plain;
    return { said: absolute, path, by: 'host', proven: false };
  }
  const path = theirs === null ? undefined : [plain, ...translated].find((each) => isSame(each, theirs));
  return path === undefined
    ? { said: absolute, path: through, by: 'container', proven: true }
    : { said: absolute, path, by: 'host', proven: true };
}

/** A path of the host itself: of something that does not run, or runs in no container. */
export function onHost(said: string, { root }: Places): Reached {
  return { said, path: join(root, said), by: 'host', proven: false };
}

function throughProcess(said: string, pid: number, { proc }: Places) {
  const own = join(proc, String(pid));
  if (isAbsolute(said)) return { path: join(said), through: join(own, 'root', said) };
  const cwd = linkOf(join(own, 'cwd'));
  return { path: cwd === null ? null : join(cwd, said), through: join(own, 'cwd', said) };
}

/**
 * The paths under which the `ours` show what `path` is under `theirs`: both mount the same file system, and one mounts
 * a folder that the other's lies in. A hostPath volume is such a bind mount.
 */
export function translate(path: string, theirs: readonly Mount[], ours: readonly Mount[]): string[] {
  const under = theirs.filter(({ point }) => isWithin(path, point));
  // Of two at the same point the later one covers the earlier one.
  const mount = under.reduce<Mount | null>((best, each) => (each.point.length >= (best?.point.length ?? 0) ? each : best), null); // biome-ignore format: one thought
  if (mount === null) return [];
  const inner = join(mount.root, relative(mount.point, path));
  return ours
    .filter(({ device, root }) => device === mount.device && isWithin(inner, root))
    .sort((a, b) => b.root.length - a.root.length)
    .map(({ root, point }) => join(point, relative(root, inner)));
}

function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

interface Near extends Identity {
  /** What is left of the path below what is there. */
  readonly rest: string;
}

/** The file's identity, or its folder's where it is not there yet; null where neither is, `denied` where none may look. */
function identityNear(path: string): Near | null | 'denied' {
  for (const [each, rest] of [
    [path, ''],
    [dirname(path), relative(dirname(path), path)],
  ] as const) {
    // biome-ignore format: two lines
    try {
      return { ...statSync(each, { bigint: true }), rest };
    } catch (error) {
      if (!isMissing(error)) return deniedOrNull(error);
    }
  }
  return null;
}

function deniedOrNull(error: unknown): null | 'denied' {
  const code = codeOf(error);
  if (code === '') throw error;
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : null;
}

function isSame(path: string, theirs: Near): boolean {
  const near = identityNear(path);
  return near !== null && near !== 'denied' && near.rest === theirs.rest && sameFile(near, theirs);
}
