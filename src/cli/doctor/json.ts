/** `auditty doctor -o json`: the facts without the words. Times are RFC 3339, sizes bytes, what is not known null. */
import { safeJson } from '../../audit/safe.ts';
import { formatMicros } from '../../audit/time.ts';
import { versionText } from '../../policy/version.ts';
import type { Choice } from '../discovery/choose.ts';
import type { Examined, ExaminedApiserver } from '../discovery/examine.ts';
import { type Limit, rotationOf } from '../discovery/flags.ts';
import type { LogFacts } from '../discovery/log-facts.ts';
import type { PolicyFacts } from '../discovery/policy-facts.ts';

/** An object, indented, ending in LF. `opens` is what auditty opens where no file is named. */
export function doctorJson(examined: Examined, choice: Choice): string {
  const { verdict, apiservers, leftover, lookedAt, hidden, problems } = examined;
  const report = {
    verdict,
    opens: choice.kind === 'found' ? choice.path : null,
    apiservers: apiservers.map(apiserverJson),
    otherLogs: leftover.map(logJson),
    lookedAt,
    hiddenProcesses: hidden,
    problems,
  };
  return `${safeJson(report, 2)}\n`;
}

function apiserverJson(each: ExaminedApiserver) {
  const { way, distribution, pid, started, files, version, flags, log, webhook, confirmed, problems } = each;
  const file = log.kind === 'stdout' ? null : log.file;
  return {
    way,
    distribution,
    pid,
    started: timeJson(started),
    version: version === null ? null : versionText(version),
    confirmed,
    files,
    flags,
    log: {
      kind: log.kind,
      why: log.kind === 'off' ? log.why : null,
      said: file?.said ?? null,
      by: file?.by ?? null,
      proven: file?.proven ?? null,
      ...(each.logFacts === null ? NO_LOG : logJson(each.logFacts)),
    },
    rotation: log.kind === 'file' ? rotationJson(each) : null,
    policy: each.policyFacts === null ? null : policyJson(each.policyFacts),
    webhook: webhook?.said ?? null,
    problems,
  };
}

/** The same keys where there is nothing to tell. */
const NO_LOG: Readonly<Record<keyof ReturnType<typeof logJson>, null>> = {
  path: null,
  state: null,
  owner: null,
  mode: null,
  size: null,
  modified: null,
  rotated: null,
  first: null,
  bytesPerHour: null,
  format: null,
};

function logJson({ path, state, owner, mode, size, modified, rotated, first, bytesPerHour, format }: LogFacts) {
  const oldest = first === null ? null : { time: formatMicros(first.time), file: first.file };
  return { path, state, owner, mode, size, modified: timeJson(modified), rotated, first: oldest, bytesPerHour, format };
}

/** Limits: a number; null for none; `depends` for one that hangs on a version that is not known. */
function rotationJson({ flags, version }: ExaminedApiserver) {
  const { maxSize, maxBackups, maxAge, compress } = rotationOf(flags, version);
  const limit = (value: Limit): number | 'depends' | null => (value === 'none' ? null : value);
  return { maxSizeMB: limit(maxSize), maxBackups: limit(maxBackups), maxAgeDays: limit(maxAge), compress };
}

function policyJson({ said, path, state, error, rules, counts, changedSince }: PolicyFacts) {
  const { error: errors, warning: warnings, hint: hints } = counts;
  return { said, path, state, error, rules, errors, warnings, hints, changedSince };
}

function timeJson(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
