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
/** The audit types; those that each served version registers besides; and those that any version means. */
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
const UNVERSIONED_KINDS = ['Status', 'APIVersions', 'APIGroupList', 'APIGroup', 'APIResourceList'];

/** The type a file names, completed by what a policy is read as; an error and its place where it names none. */
export function groupVersionKind(tree: Tree): GroupVersionKind | { readonly error: string; readonly start: number } {
  const found = { apiVersion: '', kind: '' };
  if (tree.kind !== 'object' && tree.kind !== 'null') {
    return {
      error: `${UNREADABLE}json: cannot unmarshal ${tree.kind} into Go value of type ${ASKED}`,
      start: tree.start,
    };
  }
  // Go's own encoding/json reads these two, and it ignores the case of keys.
  for (const { key, value } of tree.kind === 'object' ? tree.members : []) {
    const name = /^kind$/iu.test(key) ? 'kind' : /^apiVersion$/iu.test(key) ? 'apiVersion' : null;
    if (name === null || value.kind === 'null') continue;
    if (value.kind !== 'string') {
      const error = `${UNREADABLE}json: cannot unmarshal ${value.kind} into Go struct field .${name} of type string`;
      return { error, start: value.start };
    }
    found[name] = value.value;
  }
  const parts = found.apiVersion === '/' ? [''] : found.apiVersion.split('/');
  if (parts.length > 2) return { error: `unexpected GroupVersion string: ${found.apiVersion}`, start: tree.start };
  const [group, version] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['', parts[0] ?? ''];
  const isOurs = version === '' && (group === '' || group === GROUP);
  return { kind: found.kind || 'Policy', group: isOurs ? GROUP : group, version: isOurs ? INTERNAL : version };
}

const UNREADABLE = "couldn't get version/kind; json parse error: ";
/** The Go type that the two are read into, as Go prints it. */
const ASKED = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

export interface KindError {
  readonly error: string;
  /** Which of the two fields is to blame. */
  readonly field: 'apiVersion' | 'kind';
}

/** Why an object of this type is no policy to a version of Kubernetes; null where it is one, of any version. */
export function kindError(type: GroupVersionKind, minor: KubernetesMinor): KindError | null {
  const { group, version, kind } = type;
  if (version === '') return { error: "Object 'apiVersion' is missing", field: 'apiVersion' };
  const kinds = kindsOf(type, minor);
  const isInternal = version === INTERNAL;
  if (!kinds.includes(kind) && !UNVERSIONED_KINDS.includes(kind)) {
    const groupVersion = goQuote(group === '' ? version : `${group}/${version}`);
    const where = isInternal ? `the internal version of group ${goQuote(group)}` : `version ${groupVersion}`;
    const error = `no kind ${goQuote(kind)} is registered for ${where} in scheme ${goQuote(schemeName(minor))}`;
    return { error, field: kinds.includes('Policy') ? 'kind' : 'apiVersion' };
  }
  if (kind === 'Policy') return null;
  return { error: `converting (${goTypeOf(type)}) to (audit.Policy): unknown conversion`, field: 'kind' };
}

/** A scheme is named by the line of scheme.go (k8s.io/apimachinery) that makes it. */
function schemeName(minor: KubernetesMinor): string {
  const line = minor >= 35 ? 111 : minor >= 33 ? 110 : minor >= 20 ? 100 : 101;
  return `pkg/runtime/scheme.go:${line}`;
}

/** The kinds that the audit scheme has for a group and version. */
function kindsOf({ group, version }: GroupVersionKind, minor: KubernetesMinor): readonly string[] {
  const isAudit = group === GROUP;
  if (!isAudit && group !== '') return [];
  if (version === INTERNAL) return isAudit ? [...KINDS, 'WatchEvent'] : ['WatchEvent'];
  const isServed = version === 'v1' || (isAudit && minor < SINCE.noBetaPolicies && BETA_VERSIONS.includes(version));
  if (!isServed) return [];
  return isAudit ? [...KINDS, ...META_KINDS] : META_KINDS;
}

/** The Go type of a known kind; the types that all versions share are those of meta/v1. */
function goTypeOf({ version, kind }: GroupVersionKind): string {
  if (!KINDS.includes(kind)) return version === INTERNAL && kind === 'WatchEvent' ? 'v1.InternalEvent' : `v1.${kind}`;
  return version === INTERNAL ? `audit.${kind}` : `${version}.${kind}`;
}
