/** Which of the logs that were found is opened where none is named, and how that is said. */
import { statSync } from 'node:fs';
import { codeOf, isMissing } from '../../sources/file-errors.ts';
import type { Apiserver, Discovery } from './model.ts';

export type Choice =
  | {
      readonly kind: 'found';
      readonly path: string;
      /** What it is: `the audit log of the kube-apiserver running as pid 1234`. */
      readonly what: string;
      /** null for a log at a usual place. */
      readonly apiserver: Apiserver | null;
    }
  /** `why` goes on after `no file given, and`, and ends without a stop. */
  | { readonly kind: 'nothing'; readonly why: string };

/**
 * The log of the first apiserver that writes to a file, one that is there before one that is not. Where one is
 * confirmed, those that are not do not count. Logs at usual places only where no apiserver is known.
 */
export function choose(discovery: Discovery): Choice {
  const { apiservers, usual } = discovery;
  const [first] = apiservers;
  if (first === undefined) {
    const [path, ...more] = usual;
    if (path === undefined) return { kind: 'nothing', why: whyNone(discovery) };
    const others = more.length === 0 ? '' : ` (the last written of ${more.length + 1} such)`;
    return {
      kind: 'found',
      path,
      what: `a usual place of an audit log; no kube-apiserver was found${others}`,
      apiserver: null,
    };
  }
  const eligible = apiservers.filter(({ confirmed }) => confirmed === first.confirmed);
  const written = eligible.flatMap((apiserver) =>
    apiserver.log.kind === 'file' ? [{ path: apiserver.log.file.path, apiserver }] : [],
  );
  const taken = written.find(({ path }) => isThere(path)) ?? written[0];
  if (taken === undefined) return { kind: 'nothing', why: whySilent(first) };
  return {
    kind: 'found',
    ...taken,
    what: `the audit log of ${whoText(taken.apiserver)}${othersText(apiservers.length - 1)}`,
  };
}

function isThere(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return !isMissing(error);
  }
}

function othersText(count: number): string {
  if (count === 0) return '';
  return ` (${count === 1 ? 'one more was' : `${count} more were`} found: auditty doctor lists them)`;
}

/** `the kube-apiserver running as pid 1234`; what does not run is named by the file that would start it. */
export function whoText({ pid, files, way, distribution }: Apiserver): string {
  if (pid !== null) return `the kube-apiserver running as pid ${pid}`;
  const by = files[0] ?? '';
  return way === 'manifest'
    ? `the kube-apiserver of ${by}, which does not run`
    : `${distribution} as set up by ${by}, which does not run`;
}

/** Why an apiserver gives no file to read. */
function whySilent(apiserver: Apiserver): string {
  const who = whoText(apiserver);
  if (apiserver.log.kind === 'stdout') return `${who} writes its audit log to its standard output, not to a file`;
  if (apiserver.webhook !== null && apiserver.policy !== null)
    return `${who} sends its audit events to a webhook, and to no file`;
  return `${who} writes no audit log (auditing is off)`;
}

function whyNone({ hidden }: Discovery): string {
  const unseen = hidden === 0 ? '' : ` (${hidden} processes could not be looked at: try as root)`;
  const files = 'no file says how one would be started, and no log lies at a usual place';
  return `none was found here: no kube-apiserver runs${unseen}, ${files}`;
}
