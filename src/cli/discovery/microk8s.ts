/**
 * The kube-apiserver arguments of MicroK8s: `kubelite` runs it in its own process, with a file of arguments. Source:
 * canonical/microk8s, build-scripts/components/kubernetes/patches/v1.36.0 (ReadArgsFromFile), microk8s-resources.
 */
import { flagValue } from './command.ts';
import type { WrittenArgs } from './k3s.ts';
import { readText } from './read-text.ts';

/** The default of kubelite's `--apiserver-args-file`. */
export const MICROK8S_ARGS = '/var/snap/microk8s/current/args/kube-apiserver';
const COMMON = '/var/snap/microk8s/common';

/** `words` are kubelite's own; `locate` turns a path of the machine into ours. */
export function microk8sArgs(words: readonly string[], locate: (path: string) => string): WrittenArgs {
  const named = flagValue(words, '--apiserver-args-file') ?? MICROK8S_ARGS;
  const disabled = flagValue(words, '--start-control-plane') === 'false';
  const path = locate(named);
  const read = readText(path);
  if (!read.ok) {
    const problems = read.denied ? [`No permission to read ${path}, where MicroK8s has its audit flags.`] : [];
    return { args: [], files: [], problems, disabled };
  }
  const snapData = named.replace(/\/args\/[^/]*$/, '');
  return { args: argsOf(read.text, snapData), files: [path], problems: [], disabled };
}

/** A line is one argument or several; `#` begins a comment line; quotes are dropped; variables of the snap stand in paths. */
function argsOf(text: string, snapData: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/["']/g, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => line.split(' '))
    .map((word) => word.replace(/\$\{?SNAP_DATA\b\}?/g, snapData).replace(/\$\{?SNAP_COMMON\b\}?/g, COMMON));
}
