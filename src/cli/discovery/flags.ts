/**
 * The audit flags of a kube-apiserver, as pflag reads them, and what those of the rotation mean. Sources:
 * k8s.io/apiserver pkg/server/options/audit.go; component-base cli/flag (underscores are dashes); natefinch/lumberjack v2.
 */
import type { KubernetesMinor } from '../../policy/version.ts';
import type { AuditFlags } from './model.ts';

/** Flags that take no next word as their value. */
const SWITCHES = new Set([
  'audit-log-compress',
  'audit-log-truncate-enabled',
  'audit-log-batch-throttle-enable',
  'audit-webhook-truncate-enabled',
  'audit-webhook-batch-throttle-enable',
]);

/**
 * The audit flags among the arguments: `--flag=value` and `--flag value`, the last one wins, `--` ends them. Quotes
 * are literal: no shell reads a command line again. One dash is taken for two, which pflag would refuse.
 */
export function auditFlags(args: readonly string[]): AuditFlags {
  const flags: Record<string, string> = {};
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') break;
    const found = /^--?([A-Za-z][^=]*)(=[\s\S]*)?$/.exec(word);
    const name = found?.[1]?.replaceAll('_', '-') ?? '';
    if (!name.startsWith('audit-')) continue;
    const value = found?.[2]?.slice(1);
    if (value !== undefined) flags[name] = value;
    else if (SWITCHES.has(name)) flags[name] = 'true';
    else {
      const next = args[++at];
      if (next !== undefined) flags[name] = next;
    }
  }
  return flags;
}

/** strconv.ParseBool; what it refuses, kube-apiserver does not start with. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(1|t|T|TRUE|true|True)$/.test(value);
}

/** A limit of the rotation: a number, none at all, or one that hangs on a version we do not know. */
export type Limit = number | 'none' | 'depends';

export interface Rotation {
  /** Of one file, in MB of 1,048,576 bytes. */
  readonly maxSize: Limit;
  /** Rotated files that are kept. */
  readonly maxBackups: Limit;
  /** Days, by the time in the name of the rotated file. */
  readonly maxAge: Limit;
  readonly compress: boolean;
}

/** The defaults became 100 MB, 100 files and 366 days, and a size of 0 no rotation. Before: 0, 0, 0, and 0 was 100 MB. */
const NEW_DEFAULTS_SINCE: KubernetesMinor = 36;

/** What the rotation flags mean to a kube-apiserver of that version; null where it is not known. */
export function rotationOf(flags: AuditFlags, minor: KubernetesMinor | null): Rotation {
  const isNew = minor === null ? null : minor >= NEW_DEFAULTS_SINCE;
  const bound = (name: string, since: number): Limit => {
    const given = numberOf(flags[name]);
    if (given !== null) return given === 0 ? 'none' : given;
    if (isNew === null) return 'depends';
    return isNew ? since : 'none';
  };
  const size = numberOf(flags['audit-log-maxsize']) ?? 100; // unset is 100 MB to every version
  return {
    maxSize: size !== 0 ? size : isNew === null ? 'depends' : isNew ? 'none' : 100,
    maxBackups: bound('audit-log-maxbackup', 100),
    maxAge: bound('audit-log-maxage', 366),
    compress: isOn(flags['audit-log-compress']),
  };
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\+?\d+$/.test(text) ? Number(text) : null;
}
