/** Where no file is named: the audit log that this machine's kube-apiserver writes, and for the viewer its policy. */
import { accessSync, constants } from 'node:fs';
import { safe } from '../audit/safe.ts';
import { NEWEST_MINOR } from '../policy/version.ts';
import { codeOf } from '../sources/file-errors.ts';
import type { Arguments, Common, ViewArguments } from './arguments.ts';
import { choose } from './discovery/choose.ts';
import { discover } from './discovery/discover.ts';
import { type Apiserver, HERE, type Places } from './discovery/model.ts';
import { Complaint, EXIT } from './exit.ts';

/** Arguments of a command that reads a log. */
export type Reading = Extract<Arguments, Common>;

/**
 * The arguments with what was found filled in, and a line for stderr, '' for none. Where there is nothing to read, a
 * complaint says what was looked at.
 */
export function withFound(args: Reading, places: Places = HERE): { readonly args: Reading; readonly note: string } {
  const choice = choose(discover(places));
  if (choice.kind === 'nothing') {
    const advice = 'Name one, as in auditty /var/log/kubernetes/audit/audit.log; auditty doctor says what is missing.';
    throw new Complaint(`no file given, and ${safe(choice.why)}. ${advice}`, EXIT.usage);
  }
  const { path, what, apiserver } = choice;
  const found = { ...args, sources: [path] };
  if (found.kind !== 'view') return { args: found, note: `auditty: reading ${safe(path)}: ${safe(what)}\n` };
  const { note, ...policy } = policyFor(args, apiserver);
  return { args: { ...found, ...policy }, note };
}

/** The policy that the apiserver runs with, read as that apiserver reads it, unless one was named. */
function policyFor(
  { policy, minor }: Common,
  apiserver: Apiserver | null,
): Pick<ViewArguments, 'policy' | 'minor' | 'policyFound'> & { note: string } {
  const asked = { policy, minor, policyFound: false, note: '' };
  const path = apiserver?.policy?.path;
  if (policy !== '' || path === undefined) return asked;
  // A version that was named is not overruled; the newest one is what is assumed where none is.
  const own = minor === NEWEST_MINOR ? (apiserver?.version ?? minor) : minor;
  try {
    accessSync(path, constants.R_OK);
    return { policy: path, minor: own, policyFound: true, note: '' };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return { ...asked, note: `auditty: its policy ${safe(path)} cannot be read: see what auditty doctor says\n` };
  }
}
