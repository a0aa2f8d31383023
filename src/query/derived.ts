/** What triage asks of an event that no field of it says outright. */

/** `RBAC: allowed by RoleBinding "x/ns" of ClusterRole "y" to User "z"`, as plugin/pkg/auth/authorizer/rbac of kube-apiserver writes it. */
const RBAC =
  /^RBAC: allowed by (?:Cluster)?RoleBinding "((?:[^"\\]|\\.)*)" of (?:Cluster)?Role "((?:[^"\\]|\\.)*)" to /;

/** The binding that allowed it, a RoleBinding with its namespace: `x`, `x/ns`; '' where RBAC did not. */
export function bindingIn(reason: string): string {
  return RBAC.exec(reason)?.[1] ?? '';
}

/** The role that allowed it; '' where RBAC did not. */
export function roleIn(reason: string): string {
  return RBAC.exec(reason)?.[2] ?? '';
}

/** 4xx and 5xx. */
export function isError(code: number): boolean {
  return code >= 400;
}

/** Somebody authenticated, and not as an account of the system. */
export function isHuman(user: string): boolean {
  return user !== '' && !user.startsWith('system:');
}

const MUTATING: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

export function isMutating(verb: string): boolean {
  return MUTATING.has(verb);
}
