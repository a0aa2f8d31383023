/** The command line as data: one union of what can be asked for. */
import type { KubernetesMinor } from '../policy/version.ts';
import type { ColumnField } from '../query/columns.ts';

export type ColorWhen = 'auto' | 'always' | 'never';

/** What all commands that read a log share. */
export interface Common {
  /** Paths; `-` is stdin. */
  readonly sources: readonly string[];
  readonly query: string;
  readonly fuzzy: string;
  /** Times as typed; '' for none. */
  readonly since: string;
  readonly until: string;
  /** Times without a zone are local ones, and the viewer shows local times; else UTC. */
  readonly local: boolean;
  /** Path of a policy file; '' for none. */
  readonly policy: string;
  /** The Kubernetes version whose kube-apiserver reads the policy. */
  readonly minor: KubernetesMinor;
  /** Whether the rotated siblings of a file are read with it. */
  readonly rotated: boolean;
  readonly redact: boolean;
  readonly timings: boolean;
}
export interface ViewArguments extends Common {
  readonly kind: 'view';
  readonly follow: boolean;
  /** Unpacked bytes of history that the viewer reads unasked; Infinity for all. */
  readonly historyBytes: number;
  /** Bytes of memory that the viewer is to stay under, about; Infinity for no limit. */
  readonly maxMemory: number;
  /** Bytes of what is piped in that the viewer keeps on disk to open events of; Infinity for all. */
  readonly spoolBytes: number;
  /** Whether -f was given: printing follows only then. */
  readonly followAsked: boolean;
  /** The policy was found on this machine and not named: one that does not load is told, and refuses nothing. */
  readonly policyFound: boolean;
  readonly requests: boolean;
  /** Rule numbers to highlight from the start. */
  readonly highlight: readonly number[];
  /** Path of the configuration; '' for the usual one. */
  readonly config: string;
  readonly ascii: boolean;
  readonly color: ColorWhen;
  readonly light: boolean;
  /** Lines asked for with -n, which only printing knows; null for all. */
  readonly lines: number | null;
}
/** Fields named on the command line, and their names as they were given. */
export interface NamedFields {
  readonly fields: readonly ColumnField[];
  readonly names: readonly string[];
}
export interface PrintArguments extends Common {
  readonly kind: 'print';
  /** Of the table and of CSV; null for the usual ones. */
  readonly columns: NamedFields | null;
  readonly color: ColorWhen;
  readonly follow: boolean;
  /** The last so many; null for all. */
  readonly lines: number | null;
  readonly output: 'table' | 'jsonl' | 'csv' | 'json';
}
export interface CountArguments extends Common {
  readonly kind: 'count';
  readonly color: ColorWhen;
  readonly ascii: boolean;
  readonly by: readonly ColumnField[];
  /** The names as given, which are the keys of the JSON. */
  readonly names: readonly string[];
  readonly output: 'table' | 'jsonl' | 'csv' | 'json';
  readonly top: number | null;
}
export interface CheckArguments {
  readonly kind: 'policy-check';
  /** Path of the policy; `-` for stdin. */
  readonly path: string;
  readonly minor: KubernetesMinor;
  readonly output: 'text' | 'json' | 'jsonl';
  readonly color: ColorWhen;
}
export interface ExplainArguments extends Common {
  readonly kind: 'policy-explain';
  readonly follow: boolean;
  /** The last so many; null for all. */
  readonly lines: number | null;
  readonly output: 'table' | 'jsonl' | 'json';
  readonly color: ColorWhen;
}
export interface DemoArguments {
  readonly kind: 'demo';
  readonly view: ViewArguments;
}
export interface DoctorArguments {
  readonly kind: 'doctor';
  readonly output: 'text' | 'json';
  readonly color: ColorWhen;
}
export interface ConfigArguments {
  readonly kind: 'config';
  readonly command: 'print' | 'path' | 'check';
  /** Path of the configuration; '' for the usual one. */
  readonly path: string;
}
export type Arguments =
  | ViewArguments
  | PrintArguments
  | CountArguments
  | CheckArguments
  | ExplainArguments
  | DemoArguments
  | DoctorArguments
  | ConfigArguments;

/** `text` is for stdout (help, version) where ok, else for stderr. */
export interface Ended {
  readonly kind: 'ended';
  readonly ok: boolean;
  readonly text: string;
}
