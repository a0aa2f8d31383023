/** `auditty doctor` for people: what was found, what is missing, and the verdict at the end, where one looks first. */

import { bytesText, spanText, timeText } from '../../audit/amounts.ts';
import { literal, safe } from '../../audit/safe.ts';
import { versionText } from '../../policy/version.ts';
import { MARK_TONE, type Mark, type Row, rowsText, type Said } from '../../print/labelled.ts';
import type { Paint } from '../../print/tone.ts';
import type { Choice } from '../discovery/choose.ts';
import type { Examined, ExaminedApiserver, Verdict } from '../discovery/examine.ts';
import type { LogFacts } from '../discovery/log-facts.ts';
import type { Apiserver, Distribution, Reached } from '../discovery/model.ts';
import type { PolicyFacts } from '../discovery/policy-facts.ts';
import { adviceFor, SMALLEST_POLICY } from './advice.ts';
import { rotationLines } from './rotation.ts';

/** The whole report. `now` in milliseconds since 1970. */
export function doctorText(examined: Examined, choice: Choice, now: number, paint: Paint): string {
  const { apiservers, leftover } = examined;
  const blocks = [
    ...apiservers.map((each, at) => apiserverRows(each, at, apiservers, choice, now)),
    ...leftover.map((log) => leftoverRows(log, apiservers.length > 0, now)),
    [noteRow(generalNotes(examined))],
  ];
  const body = blocks.map((rows) => rowsText(rows, paint)).filter((text) => text !== '');
  return [...body, verdictText(examined, choice, paint)].join('\n');
}

function apiserverRows(
  each: ExaminedApiserver,
  at: number,
  all: readonly ExaminedApiserver[],
  choice: Choice,
  now: number,
): readonly Row[] {
  const { logFacts: log, policyFacts: policy } = each;
  const isOpened = choice.kind === 'found' && choice.apiserver?.pid === each.pid && choice.path === log?.path;
  const number =
    all.length === 1 ? [] : [{ text: `${at + 1} of ${all.length}${isOpened ? ', the one that auditty opens' : ''}` }];
  const doubt = !each.confirmed && all.some(({ confirmed }) => confirmed) ? [DOUBT] : [];
  return [
    ['apiserver', [...number, ...identity(each, now)]],
    ['audit log', logLines(each, now)],
    ['kept', log === null ? [] : keptLines(log, now)],
    ['rotation', each.log.kind === 'file' ? rotationLines(each, log?.bytesPerHour ?? null) : []],
    ['policy', policy === null ? [] : policyLines(policy, isGuess(each, each.policy))],
    ['webhook', webhookLines(each)],
    ['to do', adviceLines(each)],
    noteRow([...doubt, ...each.problems]),
  ];
}

const DOUBT =
  'No file of this machine speaks for it, and any process can call itself kube-apiserver: not opened unasked.';

const KIND: Readonly<Record<Distribution, string>> = {
  'static-pod': 'a static pod',
  service: 'a program of its own',
  k3s: 'k3s',
  rke2: 'RKE2',
  microk8s: 'MicroK8s',
  k0s: 'k0s',
  openshift: 'OpenShift',
  talos: 'Talos',
};

function identity(each: Apiserver, now: number): Said[] {
  const since = each.started === null ? '' : ` since ${timeText(each.started)} (${spanText(now - each.started)})`;
  const version = each.version === null ? '' : `, Kubernetes ${versionText(each.version)}`;
  return [
    { text: `${KIND[each.distribution]}${version}` },
    each.pid === null ? { mark: 'warning', text: 'does not run' } : { text: `runs as pid ${each.pid}${since}` },
    ...each.files.map((path) => ({ text: `set up by ${path}` })),
  ];
}

function logLines(each: ExaminedApiserver, now: number): Said[] {
  const { log, logFacts: facts } = each;
  if (log.kind === 'stdout') {
    const isUnit = ['service', 'k3s', 'microk8s', 'k0s'].includes(each.distribution);
    const place = isUnit ? 'in the journal of its unit' : 'in /var/log/pods/*kube-apiserver*/*/*.log';
    return [
      { mark: 'warning', text: 'goes to its standard output (--audit-log-path=-)' },
      { text: `${place}, among its messages` },
    ];
  }
  if (log.kind === 'off') {
    if (log.why === 'no-path') return [{ mark: 'warning', text: 'off: no --audit-log-path is given' }];
    return [
      { mark: 'warning', text: 'off: no --audit-policy-file, though a path is given:' },
      { text: log.file?.path ?? '- (standard output)' },
    ];
  }
  const { said, path, by } = log.file;
  const where = said === path ? [{ text: path }] : [{ text: path }, { text: `which it calls ${said}` }];
  if (by === 'container') where.push({ text: 'reached through the process: gone when that ends' });
  return [...where, ...(facts === null ? [] : stateLines(facts, each.started, now, isGuess(each, log.file)))];
}

/** Whether we were not let to see which file it is: one that is not there may be in the process's container alone. */
function isGuess({ way }: Apiserver, file: Reached | null): boolean {
  return way === 'process' && file?.proven === false;
}
const UNSEEN: Said = { mark: 'warning', text: 'is not there for us; it may be in the container alone' };

const QUIET_MS = 15 * 60_000;

function stateLines(log: LogFacts, started: number | null, now: number, guessed = false): Said[] {
  const owner = log.owner === null ? '' : `: it belongs to ${log.owner}, mode ${log.mode ?? ''}`;
  if (log.state === 'missing') return [guessed ? UNSEEN : { mark: 'error', text: 'is not there' }];
  if (log.state === 'no-file') return [{ mark: 'error', text: 'is no file' }];
  if (log.state === 'denied') return [{ mark: 'error', text: `may not be read${owner}. Try sudo auditty doctor` }];
  const silent = now - (log.modified ?? now);
  const written =
    log.modified === null ? '' : `, last written ${silent < 1500 ? 'just now' : `${spanText(silent)} ago`}`;
  const lines: Said[] = [{ mark: 'ok', text: `can be read; ${bytesText(log.size ?? 0)}${written}` }];
  if (log.modified !== null && started !== null && log.modified < started) {
    lines.push({ mark: 'warning', text: 'nothing was written since the apiserver started' });
  } else if (started !== null && silent > QUIET_MS) {
    lines.push({ mark: 'warning', text: 'a living apiserver seldom records nothing for so long' });
  }
  if (log.format === 'legacy') {
    lines.push({ mark: 'warning', text: 'is in the legacy format: it has no levels, names, bodies or annotations' });
  }
  return lines;
}

function keptLines({ rotated, first, bytesPerHour }: LogFacts, now: number): Said[] {
  const lines: string[] = [];
  if (first !== null) {
    const ms = first.time / 1000;
    lines.push(`since ${timeText(ms)} (${spanText(now - ms)})`);
    if (rotated.files > 0) lines.push(`its oldest event is in ${first.file}`);
  }
  if (rotated.files > 0) {
    const gzipped = rotated.compressed === 0 ? '' : `, ${rotated.compressed} of them gzipped`;
    const files = rotated.files === 1 ? '1 rotated file' : `${rotated.files} rotated files`;
    lines.push(`${files} of ${bytesText(rotated.bytes)} beside it${gzipped}`);
  }
  if (bytesPerHour !== null) lines.push(`${bytesText(bytesPerHour)} an hour`);
  return lines.map((text) => ({ text }));
}

function policyLines(policy: PolicyFacts, guessed: boolean): Said[] {
  const { said, path, state, counts } = policy;
  const where = said === path ? [{ text: path }] : [{ text: path }, { text: `which it calls ${said}` }];
  const told = (['error', 'warning', 'hint'] as const).flatMap((each) =>
    counts[each] === 0 ? [] : [`${counts[each]} ${each}${counts[each] === 1 ? '' : 's'}`],
  );
  const see: readonly Said[] =
    told.length === 0
      ? []
      : [{ text: `${told.join(', ')}, shown by` }, { text: `auditty policy check ${path}`, asIs: true }];
  if (state === 'missing')
    return [
      ...where,
      guessed ? UNSEEN : { mark: 'error', text: 'is not there: kube-apiserver does not start without it' },
    ];
  if (state === 'denied') return [...where, { mark: 'error', text: 'may not be read. Try sudo auditty doctor' }];
  if (state === 'refused') return [...where, { mark: 'error', text: `does not load: ${policy.error ?? ''}` }, ...see];
  const rules = policy.rules === 1 ? '1 rule' : `${policy.rules} rules`;
  return [
    ...where,
    { mark: 'ok', text: `loads: ${rules}` },
    ...see,
    ...(policy.changedSince
      ? [
          {
            mark: 'warning',
            text: 'was changed after the apiserver started, which runs with the one it read then',
          } as const,
        ]
      : []),
  ];
}

function webhookLines({ webhook, policy, log }: Apiserver): Said[] {
  if (webhook === null) return [];
  const also = log.kind === 'off' ? 'events go to it alone, and to no file' : 'events go to it too';
  return [
    { text: webhook.said },
    policy === null ? { mark: 'warning', text: 'gets nothing: no --audit-policy-file' } : { text: also },
  ];
}

function adviceLines(each: Apiserver): Said[] {
  const advice = adviceFor(each);
  if (advice === null) return [];
  const { policy, how, lines, mind } = advice;
  const block = (texts: readonly string[]): Said[] => texts.map((text) => ({ text: `  ${text}`, asIs: true }));
  const first =
    policy === null
      ? []
      : [
          { text: `First write a policy, ${policy}: without it kube-apiserver does not start. The smallest:` },
          ...block(SMALLEST_POLICY),
        ];
  const then = policy === null ? how.charAt(0).toUpperCase() + how.slice(1) : `Then ${how}`;
  return [...first, { text: then }, ...block(lines), ...mind.map((text) => ({ text }))];
}

function leftoverRows(log: LogFacts, known: boolean, now: number): readonly Row[] {
  const lead = known ? 'no apiserver known here writes it' : 'a usual place; which apiserver writes it is not known';
  return [
    ['audit log', [{ text: log.path }, { text: lead }, ...stateLines(log, null, now)]],
    ['kept', keptLines(log, now)],
  ];
}

function noteRow(problems: readonly string[]): Row {
  return ['note', problems.map((text) => ({ mark: 'warning', text }))];
}

function generalNotes({ problems, hidden, apiservers, verdict }: Examined): readonly string[] {
  // With an apiserver at hand it does not matter what else runs.
  if (hidden === 0 || (apiservers.length > 0 && verdict === 'readable')) return problems;
  return [...problems, `${hidden} processes could not be looked at. Run as root to see all.`];
}

function verdictText({ verdict, lookedAt }: Examined, choice: Choice, paint: Paint): string {
  const [mark, text] = VERDICTS[verdict];
  const opened =
    choice.kind === 'found' && verdict === 'readable' ? `auditty without a file opens ${safe(choice.path)}\n` : '';
  const looked =
    verdict === 'none' ? `Looked through /proc, and at\n${lookedAt.map((path) => `  ${safe(path)}\n`).join('')}` : '';
  return `${looked}${paint(literal(text), MARK_TONE[mark])}\n${opened}`;
}

const VERDICTS: Readonly<Record<Verdict, readonly [Mark, string]>> = {
  readable: ['ok', 'There is an audit log, and it can be read.'],
  denied: ['error', 'There is an audit log, and it may not be read: try sudo.'],
  missing: ['error', 'The audit log is not there.'],
  stdout: ['warning', 'The audit log goes to standard output, not to a file.'],
  webhook: ['warning', 'Audit events go to a webhook, and to no file.'],
  off: ['warning', 'Auditing is off.'],
  none: ['warning', 'Neither a kube-apiserver nor an audit log was found.'],
};
