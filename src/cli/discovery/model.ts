/** What is known of the kube-apiservers of this machine and of the audit logs they write: plain data, no behaviour. */
import type { KubernetesMinor } from '../../policy/version.ts';

/** Where to look: the product looks at `/proc` and `/`, a test at folders it made. */
export interface Places {
  readonly proc: string;
  readonly root: string;
}
export const HERE: Places = { proc: '/proc', root: '/' };

/** By which way an apiserver is known: it runs, or a file says how it would be started. */
export type Way = 'process' | 'manifest' | 'configuration';

/** How it is started, which decides where its flags are written. */
export type Distribution = 'static-pod' | 'service' | 'k3s' | 'rke2' | 'microk8s' | 'k0s' | 'openshift' | 'talos';

/** All `audit-*` flags by name, without dashes: `audit-log-path`. Values are as given; a bare switch is `true`. */
export type AuditFlags = Readonly<Record<string, string>>;

/** A file that an apiserver names, and where we find it. */
export interface Reached {
  /** As the apiserver sees it: absolute, but where its working directory is hidden from us. */
  readonly said: string;
  /** Where we read it. */
  readonly path: string;
  /**
   * `host`: under our own root, where it outlives the process; `container`: through /proc/PID/root or /proc/PID/cwd,
   * gone when the process ends.
   */
  readonly by: 'host' | 'container';
  /** Whether it was seen to be the very file (device and inode) that the process has under that name. */
  readonly proven: boolean;
}

export type LogTarget =
  | { readonly kind: 'file'; readonly file: Reached }
  /** `--audit-log-path=-`. */
  | { readonly kind: 'stdout' }
  /** `file` is the path that is named though no policy is: kube-apiserver makes that file and leaves it empty. */
  | { readonly kind: 'off'; readonly why: 'no-path' | 'no-policy'; readonly file: Reached | null };

export interface Apiserver {
  readonly way: Way;
  readonly distribution: Distribution;
  /** null where it does not run. */
  readonly pid: number | null;
  /** Milliseconds since 1970; null where it does not run or is not told. */
  readonly started: number | null;
  /** The files its flags were read from, besides its command line; the manifest whose arguments it runs with. */
  readonly files: readonly string[];
  /** From the tag of the manifest's image. */
  readonly version: KubernetesMinor | null;
  readonly flags: AuditFlags;
  readonly log: LogTarget;
  readonly policy: Reached | null;
  readonly webhook: Reached | null;
  /**
   * Whether this machine's own files speak for it: a static-pod manifest maps its log to the same file, or its log is
   * on the host under the very path it says. Any process of any container may call itself kube-apiserver.
   */
  readonly confirmed: boolean;
  /** Sentences: what could not be read, and what follows. */
  readonly problems: readonly string[];
}

export interface Discovery {
  /** Confirmed ones first; of those the newest started. */
  readonly apiservers: readonly Apiserver[];
  /** Audit logs at the usual places, the last written first: looked for always, used where no apiserver is known. */
  readonly usual: readonly string[];
  /** Where was looked besides /proc: folders and files, in order. */
  readonly lookedAt: readonly string[];
  /** Processes whose command line could not be read. */
  readonly hidden: number;
  readonly problems: readonly string[];
}
