/**
 * Finds the kube-apiservers of this machine, and with them the audit log and the audit policy: those that run; else
 * those that a static-pod manifest or a distribution's own files would start; else logs at the usual places. Nothing is
 * run and nothing is written.
 */
import { join } from 'node:path';
import { auditFlags } from './flags.ts';
import { k3sArgs, type WrittenArgs } from './k3s.ts';
import { hostPathOf, MANIFEST_FOLDERS, type Manifest, manifestsIn } from './manifest.ts';
import { MICROK8S_ARGS, microk8sArgs } from './microk8s.ts';
import type { Apiserver, Discovery, Distribution, Places, Reached } from './model.ts';
import { onHost } from './reach.ts';
import { runningApiservers } from './running.ts';
import { distributionOf, targets } from './targets.ts';
import { USUAL_PLACES, usualLogs } from './usual-places.ts';

/** Looks through /proc, then through the files named above; costs some milliseconds for a thousand processes. */
export function discover(places: Places): Discovery {
  const folders = MANIFEST_FOLDERS.map((folder) => join(places.root, folder));
  const read = folders.map(manifestsIn);
  const manifests = read.flatMap(({ found }) => found);
  const { apiservers: running, hidden } = runningApiservers(places, manifests);
  const usual = usualLogs(places.root);
  const resting =
    running.length > 0 ? [] : [...manifests.map((each) => fromManifest(each, places)), ...fromFiles(places)];
  const apiservers = running.length > 0 ? running : resting;
  return {
    apiservers: [...apiservers].sort((a, b) => rank(b) - rank(a) || (b.started ?? 0) - (a.started ?? 0)),
    usual: usual.found,
    lookedAt: [...folders, ...USUAL_PLACES.map((place) => join(places.root, place))],
    hidden,
    problems: [
      ...read.flatMap(({ problems }) => problems),
      ...read.flatMap(({ found }) => doubled(found)),
      ...(usual.denied.length === 0 || apiservers.length > 0
        ? []
        : [`No permission to look for ${usual.denied.length === 1 ? usual.denied.join() : 'some of the usual logs'}.`]),
    ],
  };
}

function rank({ confirmed }: Apiserver): number {
  return confirmed ? 1 : 0;
}

/** A copy of a manifest that was left beside it is run as well: whichever comes last wins. */
function doubled(manifests: readonly Manifest[]): readonly string[] {
  if (manifests.length < 2) return [];
  const names = manifests.map(({ path }) => path).join(', ');
  return [`Several files define a kube-apiserver, and the kubelet runs every file of that folder: ${names}.`];
}

/** An apiserver that does not run, as its manifest would start it. */
function fromManifest(manifest: Manifest, places: Places): Apiserver {
  const flags = auditFlags(manifest.args);
  const problems: string[] = [];
  const at = (said: string): Reached => {
    const host = hostPathOf(said, manifest.mounts);
    if (host === null) problems.push(`${said} is on no hostPath volume: it is in the container alone.`);
    return { ...onHost(host ?? said, places), said };
  };
  const found = targets(flags, at);
  return {
    way: 'manifest',
    distribution: distributionOf(manifest.args, manifest.path),
    pid: null,
    started: null,
    files: [manifest.path],
    version: manifest.version,
    flags,
    ...found,
    confirmed: true,
    problems,
  };
}

/** k3s and MicroK8s where they do not run: there is something only where they have been set up. */
function fromFiles(places: Places): readonly Apiserver[] {
  const locate = (path: string): string => join(places.root, path);
  const k3s = k3sArgs({ words: [], unit: 'k3s.service', parent: [] }, locate);
  const microk8s = microk8sArgs([`--apiserver-args-file=${MICROK8S_ARGS}`], locate);
  const found: readonly (readonly [Distribution, WrittenArgs])[] = [['k3s', k3s], ['microk8s', microk8s]]; // biome-ignore format: a table
  return found
    .filter(([, { files, problems, disabled }]) => (files.length > 0 || problems.length > 0) && !disabled)
    .map(([distribution, { args, files, problems }]) => {
      const flags = auditFlags(args);
      return {
        way: 'configuration',
        distribution,
        pid: null,
        started: null,
        files,
        version: null,
        flags,
        ...targets(flags, (said) => onHost(said, places)),
        confirmed: true,
        problems,
      };
    });
}
