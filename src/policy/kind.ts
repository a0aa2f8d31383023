/**
 * Which type a file says it is, and whether kube-apiserver knows that type where it wants an audit policy.
 * Source: pkg/runtime/serializer/json of k8s.io/apimachinery v0.37.2, the audit scheme of k8s.io/apiserver v0.37.2.
 */
import { goQuote } from './go-text.ts';
import type { Tree } from './tree.ts';
import { type KubernetesMinor, SINCE } from './version.ts';

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export const GROUP = 'audit.k8s.io';
/** The version of the types within the apiserver, which a file without apiVersion is taken for. */
export const INTERNAL = '__internal';

/** Versions that have the same fields as v1. */
const BETA_VERSIONS = ['v1beta1', 'v1alpha1'];
/** The audit types, and what every version that is served registers besides. */
const KINDS = ['Event', 'EventList', 'Policy', 'PolicyList'];
const META_KINDS = [
  'WatchEvent',
  'ListOptions',
  'GetOptions',
  'DeleteOptions',
  'CreateOptions',
  'UpdateOptions',
  'PatchOptions',
];

/** The type a file names, completed by what a policy is read as; an error and its place where it names none. */
export function groupVersionKind(tree: Tree): GroupVersionKind | { readonly error: string; readonly start: number } {
  const found = { apiversion: '', kind: '' };
  if (tree.kind !== 'object' && tree.kind !== 'null') {
    return { error: `${UNREADABLE}json: cannot unmarshal ${tree.kind} into an object`, start: tree.start };
  }
  // Go's own encoding/json reads these two, and it ignores the case of keys.
  for (const { key, value } of tree.kind === 'object' ? tree.members : []) {
    const name = key.toLowerCase();
    if ((name !== 'apiversion' && name !== 'kind') || value.kind === 'null') continue;
    if (value.kind !== 'string') {
      const field = name === 'kind' ? 'kind' : 'apiVersion';
      const error = `${UNREADABLE}json: cannot unmarshal ${value.kind} into Go struct field .${field} of type string`;
      return { error, start: value.start };
    }
    found[name] = value.value;
  }
  const parts = found.apiversion === '/' ? [''] : found.apiversion.split('/');
  if (parts.length > 2) return { error: `unexpected GroupVersion string: ${found.apiversion}`, start: tree.start };
  const [group, version] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['', parts[0] ?? ''];
  const isOurs = version === '' && (group === '' || group === GROUP);
  return { kind: found.kind || 'Policy', group: isOurs ? GROUP : group, version: isOurs ? INTERNAL : version };
}

const UNREADABLE = "couldn't get version/kind; json parse error: ";

export interface KindError {
  readonly error: string;
  /** Which of the two fields is to blame. */
  readonly field: 'apiVersion' | 'kind';
}

/** Why an object of this type is no policy to a version of Kubernetes; null where it is one, of any version. */
export function kindError({ group, version, kind }: GroupVersionKind, minor: KubernetesMinor): KindError | null {
  if (version === '') return { error: "Object 'apiVersion' is missing", field: 'apiVersion' };
  const isInternal = group === GROUP && version === INTERNAL;
  const versions = minor < SINCE.noBetaPolicies ? ['v1', ...BETA_VERSIONS] : ['v1'];
  const known = isInternal ? KINDS : group === GROUP && versions.includes(version) ? [...KINDS, ...META_KINDS] : [];
  if (!known.includes(kind)) {
    const groupVersion = goQuote(group === '' ? version : `${group}/${version}`);
    const where = isInternal ? `the internal version of group ${goQuote(group)}` : `version ${groupVersion}`;
    const error = `no kind ${goQuote(kind)} is registered for ${where} in scheme "pkg/runtime/scheme.go:111"`;
    return { error, field: known.length === 0 ? 'apiVersion' : 'kind' };
  }
  if (kind === 'Policy') return null;
  const error = `converting (${isInternal ? 'audit' : version}.${kind}) to (audit.Policy): unknown conversion`;
  return { error, field: 'kind' };
}
