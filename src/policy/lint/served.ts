/** What Kubernetes itself serves or served, as the checks of groups and resources look at it. */
import { BUILTIN_RESOURCES, type BuiltinResource, REMOVED_RESOURCES } from '../builtin-resources.ts';
import type { Finding } from '../diagnostic.ts';

export const KNOWN: readonly BuiltinResource[] = [...BUILTIN_RESOURCES, ...REMOVED_RESOURCES];
/** Groups of others may hold anything. */
export const SERVED_GROUPS: ReadonlySet<string> = new Set(KNOWN.map(({ group }) => group));

/** What a check has to say of one string. */
export type Said = Pick<Finding, 'severity' | 'message' | 'suggestion'>;

export function groupName(group: string): string {
  return group === '' ? 'the core group ("")' : `group ${JSON.stringify(group)}`;
}
