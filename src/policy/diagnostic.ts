/** What is told of a policy file beside the verdict: how bad it is, where, what, and what to write instead. */

import { pathText } from './decode.ts';
import { LineStarts } from './place.ts';
import type { Span, Tree } from './tree.ts';

/** error: kube-apiserver refuses the policy; warning: it does not do what was meant; hint: worth knowing. */
export type Severity = 'error' | 'warning' | 'hint';

/** Everything that a check may find beside what kube-apiserver refuses; a test demands cases of each. */
export type LintName =
  | 'unknown-field'
  | 'newer-field'
  | 'duplicate-field'
  | 'later-document'
  | 'spaces'
  | 'literal-star'
  | 'user-or-group'
  | 'verb'
  | 'nameless-verb'
  | 'url'
  | 'group'
  | 'star-group'
  | 'dead-resource'
  | 'unknown-resource'
  | 'unreachable-rule'
  | 'duplicate-rule'
  | 'early-catch-all'
  | 'no-catch-all'
  | 'no-stage-left'
  | 'credentials'
  | 'volume';
export type CheckName = LintName | 'refused';

export interface Diagnostic {
  readonly severity: Severity;
  readonly check: CheckName;
  /** The steps to the node, every index included: `rules[0].resources[1].group`; '' for the whole file. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units; a byte order mark does not count. */
  readonly column: number;
  /** UTF-16 units of that line that are meant; at least 1, though the line may end before. */
  readonly length: number;
  /** One sentence or two, without the place. */
  readonly message: string;
  /** What to write instead; null where there is no one answer. */
  readonly suggestion: string | null;
}

export type Steps = readonly (string | number)[];

/** What a check finds, before its place in the text is worked out. */
export interface Finding {
  readonly severity: Severity;
  readonly check: CheckName;
  readonly steps: Steps;
  /** `key`: the field's name is meant, not its value. */
  readonly at?: 'key';
  /** Where `steps` do not tell. */
  readonly span?: Span;
  readonly message: string;
  readonly suggestion?: string | null;
}

/** Findings in the order of the file; of one place, errors first. What an alias or a merge key repeats is said once. */
export function diagnosticsOf(text: string, tree: Tree | null, findings: readonly Finding[]): readonly Diagnostic[] {
  const lines = new LineStarts(text);
  const order: readonly Severity[] = ['error', 'warning', 'hint'];
  const placed = findings
    .map(({ severity, check, steps, at, span, message, suggestion = null }) => {
      const { start, end } = span ?? (tree === null ? { start: 0, end: 0 } : spanOf(tree, steps, at));
      const { line, column } = lines.place(start);
      const length = Math.max(1, Math.min(end, lines.end(line)) - start);
      return { severity, check, path: pathText(steps), line, column, length, message, suggestion };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column || order.indexOf(a.severity) - order.indexOf(b.severity));
  return oncePerPlace(placed);
}

/** Of the same words at the same place the first; where they are about other rules as well, it names them. */
function oncePerPlace(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const each of diagnostics) {
    const { line, column, severity, check, message } = each;
    const rule = ruleOf(each);
    // A message may name the rule it is about.
    const words = rule === null ? message : message.replaceAll(new RegExp(`\\b${rule}\\b`, 'g'), 'R');
    const key = JSON.stringify([line, column, severity, check, words]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const rules = [...new Set(others.map(ruleOf))].filter((rule) => rule !== null && rule !== ruleOf(first));
    // Errors are in kube-apiserver's words, and it says them once.
    if (rules.length === 0 || first.severity === 'error') return [first];
    return [{ ...first, message: `${first.message} The same holds for ${LIST.format(rules.map(String))}.` }];
  });
}

const LIST = new Intl.ListFormat('en-GB');

/** `R3`, of what is in a rule. */
function ruleOf({ path }: Diagnostic): string | null {
  const index = /^rules\[(\d+)\]/.exec(path)?.[1];
  return index === undefined ? null : `R${index}`;
}

/** Where the node stands, or its nearest parent that is written; of a key given twice the one that counts, the last. */
function spanOf(tree: Tree, steps: Steps, at: 'key' | undefined): Span {
  let node = tree;
  for (const [depth, step] of steps.entries()) {
    if (typeof step === 'number') {
      const item = node.kind === 'array' ? node.items[step] : undefined;
      if (item === undefined) return parentSpan(node);
      node = item;
      continue;
    }
    const member = node.kind === 'object' ? node.members.findLast(({ key }) => key === step) : undefined;
    if (member === undefined) return parentSpan(node);
    const { key, keyStart, value } = member;
    if (depth === steps.length - 1 && (at === 'key' || value.start === value.end)) {
      return { start: keyStart, end: keyStart + key.length };
    }
    node = value;
  }
  return node;
}

/** Of a node in which something is missing only the beginning is meant. */
function parentSpan({ start }: Span): Span {
  return { start, end: start + 1 };
}
