/** The kube-apiservers that run, with the flags they run with. */
import { join } from 'node:path';
import { type ApiserverCommand, apiserverOf } from './command.ts';
import { auditFlags } from './flags.ts';
import { k3sArgs, type WrittenArgs } from './k3s.ts';
import { hostPathOf, MANIFEST_FOLDERS, type Manifest, manifestsIn } from './manifest.ts';
import { microk8sArgs } from './microk8s.ts';
import type { Apiserver, AuditFlags, Distribution, LogTarget, Places } from './model.ts';
import { openshiftArgs } from './openshift.ts';
import { commandLine, commandLines, linkOf, processTimes, textOf } from './proc.ts';
import { reach } from './reach.ts';
import { distributionOf, targets } from './targets.ts';

/** In no order. `manifests` are this machine's own; `hidden` counts processes that nothing may be read of. */
export function runningApiservers(places: Places, manifests: readonly Manifest[]) {
  const { found, hidden } = commandLines(places.proc);
  const apiservers = found.flatMap(({ pid, argv }) => {
    const command = apiserverOf(argv);
    return command === null ? [] : (running(pid, command, places, manifests) ?? []);
  });
  return { apiservers, hidden };
}

function running(
  pid: number,
  command: ApiserverCommand,
  places: Places,
  manifests: readonly Manifest[],
): Apiserver | null {
  const times = processTimes(places.proc, pid);
  const written = argsOf(pid, times?.parent ?? 0, command, places);
  if (written.disabled) return null;
  const flags = auditFlags(written.args);
  const own = manifests.find((manifest) => isStartedBy(manifest, command));
  const contained = isContained(places.proc, pid);
  const manifest = own ?? (contained ? nestedManifest(places.proc, times?.parent ?? 0, command) : undefined);
  const found = targets(flags, (said) => reach(said, pid, places));
  return {
    way: 'process',
    distribution: distribution(command, contained || own !== undefined),
    pid,
    started: times?.started ?? null,
    files: [...written.files, ...(manifest === undefined ? [] : [manifest.path])],
    version: manifest?.version ?? null,
    flags,
    ...found,
    confirmed: isConfirmed(found.log, own, places),
    problems: [...written.problems, ...unprovenPath(found.log, pid, places)],
  };
}

/** The arguments of its kube-apiserver, wherever they are written. */
function argsOf(pid: number, parent: number, command: ApiserverCommand, places: Places): WrittenArgs {
  const locate = (path: string): string => reach(path, pid, places).path;
  if (command.program === 'kubelite') return microk8sArgs(command.args, locate);
  if (command.program === 'kube-apiserver') return { ...openshiftArgs(command.args, locate), disabled: false };
  const unit = /([^/\n]+\.service)(?:\n|$)/.exec(textOf(join(places.proc, String(pid), 'cgroup')) ?? '')?.[1];
  const process = { words: command.args, unit: unit ?? 'k3s.service', parent: commandLine(places.proc, parent) };
  return k3sArgs(process, locate);
}

function distribution({ program, args, executable }: ApiserverCommand, contained: boolean): Distribution {
  if (program !== 'kube-apiserver') return program === 'k3s' ? 'k3s' : 'microk8s';
  const found = distributionOf(args, executable);
  return found === 'service' && contained ? 'static-pod' : found;
}

/** Whether it runs in a pod, or in a container at all: its cgroup tells everyone, its mount namespace root alone. */
function isContained(proc: string, pid: number): boolean {
  if ((textOf(join(proc, String(pid), 'cgroup')) ?? '').includes('kubepods')) return true;
  const ours = linkOf(join(proc, 'self', 'ns', 'mnt'));
  const theirs = linkOf(join(proc, String(pid), 'ns', 'mnt'));
  return ours !== null && theirs !== null && ours !== theirs;
}

/**
 * Whether the process is what the manifest starts: the same arguments, of which some name variables that the kubelet
 * fills in; or, where a script stands in between, the same audit flags.
 */
function isStartedBy({ args }: Manifest, command: ApiserverCommand): boolean {
  if (command.program !== 'kube-apiserver') return false;
  const same =
    args.length === command.args.length && args.every((arg, at) => arg === command.args[at] || arg.includes('$('));
  if (same) return true;
  const [theirs, ours] = [auditFlags(args), auditFlags(command.args)].map(sorted);
  return theirs !== '' && theirs === ours;
}

function sorted(flags: AuditFlags): string {
  return Object.entries(flags).sort().map((entry) => entry.join('=')).join('\n'); // biome-ignore format: one thought
}

/** How far up the parents of a pod's process another machine's root can be: its shim, that machine's init. */
const GENERATIONS = 4;

/** The manifest that started a kube-apiserver in a node that is itself a container, as kind's are. */
function nestedManifest(proc: string, parent: number, command: ApiserverCommand): Manifest | undefined {
  for (let pid = parent, up = 0; pid > 1 && up < GENERATIONS; pid = processTimes(proc, pid)?.parent ?? 0, up++) {
    const folder = join(proc, String(pid), 'root', MANIFEST_FOLDERS[0]);
    const found = manifestsIn(folder).found.find((manifest) => isStartedBy(manifest, command));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** See Apiserver.confirmed. */
function isConfirmed(log: LogTarget, manifest: Manifest | undefined, { root }: Places): boolean {
  if (log.kind !== 'file') return manifest !== undefined;
  const { said, path, by, proven } = log.file;
  if (by !== 'host' || !proven) return false;
  const mapped = manifest === undefined ? null : hostPathOf(said, manifest.mounts);
  return path === join(root, said) || (mapped !== null && path === join(root, mapped));
}

function unprovenPath(log: LogTarget, pid: number, { proc }: Places): readonly string[] {
  if (log.kind !== 'file' || log.file.proven) return [];
  return [`No permission to look into ${join(proc, String(pid))}: which file it writes is a guess. Run as root.`];
}
