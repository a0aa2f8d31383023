/**
 * The Kubernetes versions whose kube-apiservers read a policy file differently. Sources: the changes of
 * pkg/audit/policy/reader.go, pkg/apis/audit/types.go and pkg/apis/audit/validation of k8s.io/apiserver.
 */

/** The minor number of a Kubernetes version: 36 for 1.36. All behaviour that differs here hangs on it alone. */
export type KubernetesMinor = number;

/** What is assumed where no version is named: the newest one this program was checked against. */
export const NEWEST_MINOR: KubernetesMinor = 37;
/** Before it audit.k8s.io/v1 did not exist. */
export const OLDEST_MINOR: KubernetesMinor = 12;

/** The first versions that behave in a way. */
export const SINCE = {
  /** `group: "*"` is accepted. */
  starGroup: 36,
  /** Values in validation errors are written as JSON; before, as Go writes them in its source (field/errors.go). */
  jsonValues: 34,
  /** Unknown and duplicate fields are warned about; before, they were stepped over in silence. */
  strictDecoding: 26,
  /** audit.k8s.io/v1beta1 and v1alpha1 are gone. */
  noBetaPolicies: 24,
  /** They are warned about. */
  betaWarning: 21,
  /** omitManagedFields exists. */
  omitManagedFields: 23,
} as const;

/** The minor number of `1.36`, `v1.36.2` or `1.36.0-rc.1`; null for what is no version of Kubernetes. */
export function minorOf(text: string): KubernetesMinor | null {
  const found = /^v?1\.(\d{1,3})(?:\.\d+)?(?:[-+][0-9A-Za-z.+-]*)?$/.exec(text.trim());
  const minor = Number(found?.[1]);
  return found !== null && minor >= OLDEST_MINOR ? minor : null;
}

/** `1.36`. */
export function versionText(minor: KubernetesMinor): string {
  return `1.${minor}`;
}
