/** What was found, looked at: the facts that `auditty doctor` tells. */
import { type LogFacts, logFacts } from './log-facts.ts';
import type { Apiserver, Discovery, Places } from './model.ts';
import { type PolicyFacts, policyFacts } from './policy-facts.ts';

export interface ExaminedApiserver extends Apiserver {
  /** The log it writes, and also one that it only names; null where it names none, or stdout. */
  readonly logFacts: LogFacts | null;
  readonly policyFacts: PolicyFacts | null;
}

/**
 * readable, denied, missing: of the logs that are written to a file, the best; where there is none of those, where the
 * events go: stdout, webhook, nowhere (off). none: no apiserver is known here, and no log lies at a usual place.
 */
export type Verdict = 'readable' | 'denied' | 'missing' | 'stdout' | 'webhook' | 'off' | 'none';

export interface Examined {
  readonly apiservers: readonly ExaminedApiserver[];
  /** Logs at the usual places that no apiserver known here writes. */
  readonly leftover: readonly LogFacts[];
  readonly lookedAt: readonly string[];
  readonly hidden: number;
  readonly problems: readonly string[];
  readonly verdict: Verdict;
}

/** Reads the first lines and the sizes of the logs, and checks the policies. */
export async function examine(discovery: Discovery, { root }: Places): Promise<Examined> {
  const apiservers = await Promise.all(
    discovery.apiservers.map(async (each) => {
      const file = each.log.kind === 'stdout' ? null : each.log.file;
      return {
        ...each,
        logFacts: file === null ? null : await logFacts(file.path, root),
        policyFacts: each.policy === null ? null : policyFacts(each.policy, each.version, each.started),
      };
    }),
  );
  const known = new Set(apiservers.map((each) => each.logFacts?.path));
  const others = discovery.usual.filter((path) => !known.has(path));
  const leftover = await Promise.all(others.map((path) => logFacts(path, root)));
  const { lookedAt, hidden, problems } = discovery;
  return { apiservers, leftover, lookedAt, hidden, problems, verdict: verdict(apiservers, leftover) };
}

function verdict(apiservers: readonly ExaminedApiserver[], leftover: readonly LogFacts[]): Verdict {
  const written = apiservers.flatMap(({ log, logFacts: facts }) =>
    log.kind === 'file' && facts !== null ? [facts] : [],
  );
  const logs = apiservers.length === 0 ? leftover : written;
  if (logs.some(({ state }) => state === 'readable')) return 'readable';
  if (logs.some(({ state }) => state === 'denied')) return 'denied';
  if (apiservers.length === 0) return 'none';
  if (logs.length > 0) return 'missing';
  if (apiservers.some(({ log }) => log.kind === 'stdout')) return 'stdout';
  return apiservers.some(({ webhook, policy }) => webhook !== null && policy !== null) ? 'webhook' : 'off';
}
