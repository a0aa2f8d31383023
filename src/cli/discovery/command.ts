/** Which command line is that of a program with a kube-apiserver in it. */
import { posix } from 'node:path';

export interface ApiserverCommand {
  readonly program: 'kube-apiserver' | 'k3s' | 'kubelite';
  /** argv[0]. */
  readonly executable: string;
  /** What comes after the program's name, and after its command where it has several. */
  readonly args: readonly string[];
}

/**
 * The kube-apiserver of a command line, null where it is none:
 * - `kube-apiserver ...`: kubeadm, kind, RKE2, k0s, Talos, OpenShift, a unit of one's own;
 * - `hyperkube apiserver|kube-apiserver ...`: Kubernetes before 1.19, and OpenShift's script of that name;
 * - `k3s server ...`: all of Kubernetes in one process (cmd/server of k3s-io/k3s);
 * - `kubelite ...`: the same of MicroK8s (build-scripts/components/kubernetes/patches of canonical/microk8s).
 */
export function apiserverOf(argv: readonly string[]): ApiserverCommand | null {
  const [executable = '', command = ''] = argv;
  const name = posix.basename(executable);
  if (name === 'kube-apiserver') return { program: 'kube-apiserver', executable, args: argv.slice(1) };
  if (name === 'hyperkube' && (command === 'apiserver' || command === 'kube-apiserver')) {
    return { program: 'kube-apiserver', executable, args: argv.slice(2) };
  }
  if (name === 'k3s' && command === 'server') return { program: 'k3s', executable, args: argv.slice(2) };
  return name === 'kubelite' ? { program: 'kubelite', executable, args: argv.slice(1) } : null;
}

/** The value of a flag outside the audit flags: the last one, `--flag=value` or `--flag value`; null where it is absent. */
export function flagValue(args: readonly string[], ...names: readonly string[]): string | null {
  let value: string | null = null;
  for (const [at, word] of args.entries()) {
    for (const name of names) {
      if (word === name) value = args[at + 1] ?? value;
      else if (word.startsWith(`${name}=`)) value = word.slice(name.length + 1);
    }
  }
  return value;
}
