/** `auditty policy check`: what each rule of a policy does, what is wrong with the file, and the verdict. */
import { literal, safe, safeJson } from '../audit/safe.ts';
import type { CheckedPolicy } from '../policy/check.ts';
import type { Severity } from '../policy/diagnostic.ts';
import type { AcceptedPolicy } from '../policy/load.ts';
import { type KubernetesMinor, versionText } from '../policy/version.ts';
import { linesOf, ruleWords } from '../policy/words.ts';
import { diagnosticText } from './diagnostics.ts';
import { padded } from './rows.ts';
import type { Paint } from './tone.ts';

/** A checked policy file and what it was checked as. */
export interface Checked {
  /** As the user named it. */
  readonly name: string;
  readonly text: string;
  readonly minor: KubernetesMinor;
  readonly checked: CheckedPolicy;
}

/** The form for scripts, on one line or indented: design.md, "The command line". Ends in LF. */
export function checkJson({ checked }: Checked, indent: number): string {
  const { loaded, diagnostics } = checked;
  const report = {
    valid: loaded.ok,
    error: loaded.ok ? null : loaded.error,
    warning: loaded.warning,
    rules: loaded.ok ? loaded.policy.rules.length : 0,
    diagnostics: diagnostics.map(({ severity, check, path, line, column, message, suggestion }) => ({
      severity,
      path,
      line,
      column,
      message,
      check,
      ...(suggestion === null ? {} : { suggestion }),
    })),
  };
  return `${safeJson(report, indent)}\n`;
}

/** The form for people: rules, diagnostics, and at the end, where one looks first, the verdict. */
export function checkText({ name, text, minor, checked }: Checked, paint: Paint): string {
  const { loaded, diagnostics } = checked;
  const parts = [
    ...(loaded.ok ? [rulesTable(loaded, paint)] : []),
    ...(diagnostics.length === 0 ? [] : [diagnosticText(name, text, diagnostics, paint)]),
    verdict(name, minor, checked, paint),
  ];
  return parts.join('\n');
}

const RULE_CELLS = 5;
const LEVEL_CELLS = 16;

function rulesTable({ policy, ruleLines }: AcceptedPolicy, paint: Paint): string {
  const lineCells = Math.max(6, ...ruleLines.map((lines) => linesOf(lines).length + 1));
  const head = `${padded('rule', RULE_CELLS)}${padded('level', LEVEL_CELLS)}${padded('lines', lineCells)}matches`;
  const rows = policy.rules.map((rule, index) => {
    const lines = ruleLines[index];
    const words = ruleWords(rule, { dot: '-', user: (user) => user });
    const start = `${padded(`R${index}`, RULE_CELLS)}${padded(rule.level, LEVEL_CELLS)}`;
    return `${start}${padded(lines === undefined ? '' : linesOf(lines), lineCells)}${safe(words)}\n`;
  });
  const { omitStages } = policy;
  const omitted = omitStages.length === 0 ? '' : `${padded('', RULE_CELLS)}no rule records ${omitStages.join(' ')}\n`;
  return `${paint(literal(head), 'strong')}\n${rows.join('')}${omitted}`;
}

function verdict(name: string, minor: KubernetesMinor, { loaded, diagnostics }: CheckedPolicy, paint: Paint): string {
  const server = `kube-apiserver ${versionText(minor)}`;
  const said = loaded.ok
    ? paint(literal(`${server} starts with it`), 'good')
    : paint(literal(`${server} refuses it and does not start`), 'error');
  const counts = (['error', 'warning', 'hint'] as const)
    .map((severity) => countText(diagnostics.filter((each) => each.severity === severity).length, severity))
    .filter((text) => text !== '');
  const own = [
    ...(loaded.ok ? [] : [`  error: ${safe(loaded.error)}\n`]),
    ...(loaded.warning === null ? [] : [`  warning: ${safe(loaded.warning)}\n`]),
  ];
  const words = own.length === 0 ? '' : `In its own words:\n${own.join('')}`;
  return `${words}${safe(name)}: ${said}${counts.length === 0 ? '' : `; ${counts.join(', ')}`}\n`;
}

function countText(count: number, name: Severity): string {
  return count === 0 ? '' : `${count} ${name}${count === 1 ? '' : 's'}`;
}
