/** Static-pod manifests: what the kubelet starts a kube-apiserver with, and where its paths are on the host. */
import { join, posix } from 'node:path';
import { parse } from 'yaml';
import { type KubernetesMinor, minorOf } from '../../policy/version.ts';
import { apiserverOf } from './command.ts';
import { isRecord, listOf, stringsOf, textField } from './loose.ts';
import { namesIn } from './proc.ts';
import { readText } from './read-text.ts';
import { splitWords } from './words.ts';

export interface Manifest {
  readonly path: string;
  /** What comes after the program's name. */
  readonly args: readonly string[];
  /** From the tag of its image; null where it has none that is a version (a digest, `latest`). */
  readonly version: KubernetesMinor | null;
  readonly mounts: readonly HostMount[];
}

/** A hostPath volume as the container sees it. */
export interface HostMount {
  readonly mountPath: string;
  readonly hostPath: string;
}

/** The kubelet's folder for static pods of kubeadm, kops, kubespray, Talos and others; of RKE2 (its pkg/executor/staticpod). */
export const MANIFEST_FOLDERS = ['/etc/kubernetes/manifests', '/var/lib/rancher/rke2/agent/pod-manifests'] as const;

/** A manifest is some kilobytes. */
const MAX_BYTES = 1 << 20;

/**
 * The manifests of kube-apiservers in a folder. The kubelet runs every file there but those whose name begins with a
 * dot (pkg/kubelet/config/file.go), whatever its extension: also the copy that someone left.
 */
export function manifestsIn(folder: string): { readonly found: readonly Manifest[]; readonly problems: string[] } {
  const found: Manifest[] = [];
  const problems: string[] = [];
  for (const name of namesIn(folder)) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const read = readText(path, MAX_BYTES);
    if (!read.ok) {
      if (read.denied) problems.push(`No permission to read the manifest ${path}.`);
      continue;
    }
    try {
      found.push(...manifestsOf(path, read.text));
    } catch (error) {
      problems.push(`The manifest ${path} is no YAML: ${firstLine(error)}`);
    }
  }
  return { found, problems };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1).join().replace(/:$/, '.');
}

/** The kube-apiserver that a manifest holds: one, or none. Throws where it is no YAML. */
function manifestsOf(path: string, text: string): readonly Manifest[] {
  const pod: unknown = parse(text);
  const spec = isRecord(pod) ? pod.spec : null;
  if (!isRecord(spec)) return [];
  for (const container of listOf(spec.containers)) {
    if (!isRecord(container)) continue;
    const args = apiserverArgs(container);
    if (args === null) continue;
    return [{ path, args, version: versionOf(textField(container, 'image')), mounts: hostMounts(spec, container) }];
  }
  return [];
}

/** The arguments of the container's kube-apiserver; null where it runs none. */
function apiserverArgs(container: Record<string, unknown>): readonly string[] | null {
  const words = [...stringsOf(container.command), ...stringsOf(container.args)];
  // Where there is a shell in between (kops, OpenShift) the command is one of the words of a script.
  for (const all of [words, words.flatMap(splitWords)]) {
    for (let at = 0; at < all.length; at++) {
      const found = apiserverOf(all.slice(at));
      if (found?.program === 'kube-apiserver') return found.args;
    }
  }
  // The image of kube-apiserver has it as its entry point.
  return textField(container, 'name') === 'kube-apiserver' && stringsOf(container.command).length === 0 ? words : null;
}

/** `registry.k8s.io/kube-apiserver:v1.33.1`, `rancher/hardened-kubernetes:v1.31.1-rke2r1-build20240912`. */
function versionOf(image: string): KubernetesMinor | null {
  const tag = /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1];
  return tag === undefined ? null : minorOf(tag);
}

function hostMounts(spec: Record<string, unknown>, container: Record<string, unknown>): HostMount[] {
  const volumes = listOf(spec.volumes).filter(isRecord);
  return listOf(container.volumeMounts)
    .filter(isRecord)
    .flatMap((mount) => {
      const volume = volumes.find(({ name }) => name === mount.name);
      const host = isRecord(volume?.hostPath) ? textField(volume.hostPath, 'path') : '';
      const mountPath = textField(mount, 'mountPath');
      if (host === '' || mountPath === '') return [];
      return [{ mountPath: trimmed(mountPath), hostPath: trimmed(posix.join(host, textField(mount, 'subPath'))) }];
    });
}

function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** The host's path of a path in the container; null where no hostPath volume holds it: it is in the container alone. */
export function hostPathOf(path: string, mounts: readonly HostMount[]): string | null {
  const clean = posix.normalize(path);
  const [deepest] = mounts
    .filter(({ mountPath }) => mountPath === '/' || clean === mountPath || clean.startsWith(`${mountPath}/`))
    .sort((a, b) => b.mountPath.length - a.mountPath.length);
  return deepest === undefined
    ? null
    : posix.join(deepest.hostPath, posix.relative(deepest.mountPath, clean)).replace(/\/$/, '');
}
