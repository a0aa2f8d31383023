/**
 * Loading a policy file as kube-apiserver does at its start: pkg/audit/policy/reader.go of k8s.io/apiserver v0.37.2.
 * Strict decoding first; where only that fails, a warning and lenient decoding; then the version, then validation.
 */
import { decode } from './decode.ts';
import { looksLikeJson, parseJson } from './go-json.ts';
import { parseYaml } from './go-yaml.ts';
import { GROUP, groupVersionKind, INTERNAL, kindError } from './kind.ts';
import { lineAt, type Place, placeAt } from './place.ts';
import type { Policy } from './policy.ts';
import { policyInternal, policyV1 } from './schema.ts';
import type { Tree } from './tree.ts';
import { policyProblems, problemText, validPolicy } from './validate.ts';

/** The first and the last line of a rule in the file, from 1. */
export type RuleLines = readonly [first: number, last: number];

export type LoadedPolicy =
  | {
      readonly ok: true;
      readonly policy: Policy;
      /** For each rule, where it stands. */
      readonly ruleLines: readonly RuleLines[];
      readonly warning: string | null;
    }
  | {
      readonly ok: false;
      /** kube-apiserver's words, without its `: from file ...`; for what does not decode, with the place. */
      readonly error: string;
      /** The place of what does not decode; null for what decodes and is refused. */
      readonly at: Place | null;
      /** kube-apiserver warns also of a policy that it then refuses. */
      readonly warning: string | null;
    };

/** Loads the text of a policy file, YAML or JSON. Never throws: what kube-apiserver refuses is a value. */
export function loadPolicy(text: string): LoadedPolicy {
  const parsed = looksLikeJson(text) ? parseJson(text) : parseYaml(text);
  if (!parsed.ok) return undecoded(text, parsed.error, parsed.start);
  const { tree, duplicates } = parsed;

  const infinite = unsupportedNumber(tree);
  if (infinite !== null) return undecoded(text, withLine(text, infinite.error, infinite.start), infinite.start);
  const type = groupVersionKind(tree);
  if ('error' in type) return undecoded(text, withLine(text, type.error, type.start), type.start);
  const wrongKind = kindError(type);
  if (wrongKind !== null) return { ok: false, error: `${UNDECODED}${wrongKind}`, at: null, warning: null };

  const internal = type.version === INTERNAL;
  const decoded = decode(policyV1, tree);
  const { strict, wrongType } = internal ? decode(policyInternal, tree) : decoded;
  if (wrongType !== null) {
    const where = `${wrongType.path}, line ${lineAt(text, wrongType.start)}`;
    return undecoded(text, `${wrongType.message} (${where})`, wrongType.start);
  }

  const warning = warningOf(duplicates, strict);
  const refused = (error: string): LoadedPolicy => ({ ok: false, error, at: null, warning });
  if (internal) return refused(`unknown group version field ${GROUP}/${INTERNAL}, Kind=${type.kind} in policy`);
  const problems = policyProblems(decoded.value);
  const policy = validPolicy(decoded.value);
  if (problems.length > 0 || policy === null) return refused(problemText(problems));
  if (policy.rules.length === 0) return refused('loaded illegal policy with 0 rules');
  return { ok: true, policy, ruleLines: ruleLines(text, tree), warning };
}

const UNDECODED = 'failed decoding: ';

/** `error` names the place. */
function undecoded(text: string, error: string, start: number): LoadedPolicy {
  return { ok: false, error: `${UNDECODED}${error}`, at: placeAt(text, start), warning: null };
}

function withLine(text: string, error: string, start: number): string {
  return `${error} (line ${lineAt(text, start)})`;
}

/** The whole klog message; null where strict decoding had nothing to say. */
function warningOf(duplicates: readonly string[], strict: readonly string[]): string | null {
  const yaml =
    duplicates.length === 0 ? [] : [`yaml: unmarshal errors:\n${duplicates.map((line) => `  ${line}`).join('\n')}`];
  const errors = [...yaml, ...strict];
  if (errors.length === 0) return null;
  const what = `strict decoding error: ${errors.join(', ')}`;
  return `Audit policy contains errors, falling back to lenient decoding: ${what}`;
}

/** YAML knows numbers that JSON has no way to write, and kube-apiserver goes by way of JSON. */
function unsupportedNumber(tree: Tree): { readonly error: string; readonly start: number } | null {
  if (tree.kind === 'number' && /[IN]/.test(tree.text)) {
    return { error: `json: unsupported value: ${tree.text}`, start: tree.start };
  }
  const parts =
    tree.kind === 'array' ? tree.items : tree.kind === 'object' ? tree.members.map(({ value }) => value) : [];
  for (const part of parts) {
    const found = unsupportedNumber(part);
    if (found !== null) return found;
  }
  return null;
}

/** Of the last `rules`, which is the one that counts. */
function ruleLines(text: string, tree: Tree): readonly RuleLines[] {
  if (tree.kind !== 'object') return [];
  const rules = tree.members.findLast(({ key, value }) => key === 'rules' && value.kind === 'array')?.value;
  if (rules?.kind !== 'array') return [];
  return rules.items.map(({ start, end }) => [lineAt(text, start), lineAt(text, Math.max(end - 1, start))]);
}
