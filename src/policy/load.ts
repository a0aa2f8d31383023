/**
 * Loading a policy file as kube-apiserver does at its start: pkg/audit/policy/reader.go of k8s.io/apiserver v0.37.2.
 * Strict decoding first; where only that fails, a warning and lenient decoding; then the version, then validation.
 */
import { type Decoded, decode, type StrictFault } from './decode.ts';
import { looksLikeJson, parseJson } from './go-json.ts';
import { parseYaml } from './go-yaml.ts';
import { GROUP, groupVersionKind, INTERNAL, kindError } from './kind.ts';
import { LineStarts, lineAt, type Place, placeAt } from './place.ts';
import type { Policy } from './policy.ts';
import { type DecodedPolicy, oldPolicyV1, policyInternal, policyV1 } from './schema.ts';
import type { Duplicate, Member, Tree } from './tree.ts';
import { policyProblems, problemText, validPolicy } from './validate.ts';
import { type KubernetesMinor, NEWEST_MINOR, SINCE } from './version.ts';

/** The first and the last line of a rule in the file, from 1. */
export type RuleLines = readonly [first: number, last: number];

export type LoadedPolicy = AcceptedPolicy | RefusedPolicy;

export interface AcceptedPolicy {
  readonly ok: true;
  readonly policy: Policy;
  /** For each rule, where it stands. */
  readonly ruleLines: readonly RuleLines[];
  readonly warning: string | null;
}

export interface RefusedPolicy {
  readonly ok: false;
  /** kube-apiserver's words, without its `: from file ...`; for what does not decode, with the place. */
  readonly error: string;
  /** The place of what does not decode; null for what decodes and is refused. */
  readonly at: Place | null;
  /** kube-apiserver warns also of a policy that it then refuses. */
  readonly warning: string | null;
}

/** A policy file as it was read, with what a check of it needs besides the verdict. */
export interface Reading {
  readonly loaded: LoadedPolicy;
  /** What it is refused for, each with its node; none where it is accepted. */
  readonly faults: readonly Fault[];
  /** What strict decoding says of the file as audit.k8s.io/v1, in Go's order. */
  readonly strict: readonly StrictFault[];
  readonly duplicates: readonly Duplicate[];
  /** Where the first document of YAML ends; null for JSON, and for what is no YAML. */
  readonly end: number | null;
  /** What the file holds; null where it does not decode. */
  readonly content: { readonly tree: Tree; readonly policy: DecodedPolicy } | null;
}

/** One reason for which a policy is refused. */
export interface Fault {
  /** In kube-apiserver's words, without the path. */
  readonly message: string;
  /** The way to the node, which need not be written: `['rules', 0, 'level']`. */
  readonly steps: readonly (string | number)[];
  /** Where it stands, for what does not decode; null where `steps` tell. */
  readonly span: { readonly start: number; readonly end: number } | null;
}

/** Loads the text of a policy file, YAML or JSON. Never throws: what kube-apiserver refuses is a value. */
export function loadPolicy(text: string, minor: KubernetesMinor = NEWEST_MINOR): LoadedPolicy {
  return readPolicy(text, minor).loaded;
}

/** Loads it as kube-apiserver of Kubernetes 1.`minor` does, and tells each fault on its own. */
export function readPolicy(text: string, minor: KubernetesMinor): Reading {
  const parsed = looksLikeJson(text) ? parseJson(text) : parseYaml(text);
  if (!parsed.ok) return undecoded(text, parsed.error, { start: parsed.start, end: parsed.start });
  const { tree, duplicates } = parsed;
  const end = looksLikeJson(text) ? null : tree.end;

  const infinite = unsupportedNumber(tree);
  if (infinite !== null) return undecoded(text, withLine(text, infinite.error, infinite.start), infinite);
  const type = groupVersionKind(tree);
  if ('error' in type) return undecoded(text, withLine(text, type.error, type.start), { ...type, end: type.start });
  const wrongKind = kindError(type, minor);
  if (wrongKind !== null) {
    const { error: message, field } = wrongKind;
    const loaded = { ok: false, error: `${UNDECODED}${message}`, at: null, warning: null } as const;
    const span = typeField(tree, field)?.value ?? { start: 0, end: 0 };
    return { loaded, faults: [{ message, steps: [field], span }], strict: [], duplicates: [], end, content: null };
  }

  const internal = type.version === INTERNAL;
  const decoded = minor >= SINCE.omitManagedFields ? decode(policyV1, tree) : decodeOld(tree);
  // Without apiVersion the file lands in the internal type: the warning is about its fields, which nobody writes.
  const { strict: warned, wrongType } = internal ? decode(policyInternal, tree) : decoded;
  if (wrongType !== null) {
    const where = `${wrongType.path}, line ${lineAt(text, wrongType.start)}`;
    return undecoded(text, `${wrongType.message} (${where})`, wrongType);
  }

  const said = { strict: decoded.strict, duplicates, end, content: { tree, policy: decoded.value } };
  const warning = minor < SINCE.strictDecoding ? betaWarning(type.version, minor) : warningOf(duplicates, warned);
  const refused = (error: string, faults: readonly Fault[]): Reading => ({
    ...said,
    loaded: { ok: false, error, at: null, warning },
    faults,
  });
  if (internal) {
    const error = `unknown group version field ${GROUP}/${INTERNAL}, Kind=${type.kind} in policy`;
    return refused(error, [{ message: error, steps: ['apiVersion'], span: null }]);
  }
  const problems = policyProblems(decoded.value, minor);
  const policy = validPolicy(decoded.value);
  if (problems.length > 0 || policy === null) {
    const faults = problems.map(({ message, steps }) => ({ message, steps, span: null }));
    return refused(problemText(problems), faults);
  }
  if (policy.rules.length === 0) {
    const error = 'loaded illegal policy with 0 rules';
    return refused(error, [{ message: error, steps: ['rules'], span: null }]);
  }
  return { ...said, loaded: { ok: true, policy, ruleLines: ruleLines(text, tree), warning }, faults: [] };
}

const UNDECODED = 'failed decoding: ';

/** `error` names the place. */
function undecoded(
  text: string,
  error: string,
  { start, end }: { readonly start: number; readonly end: number },
): Reading {
  const loaded = { ok: false, error: `${UNDECODED}${error}`, at: placeAt(text, start), warning: null } as const;
  const fault = { message: loaded.error, steps: [], span: { start, end } };
  return { loaded, faults: [fault], strict: [], duplicates: [], end: null, content: null };
}

function withLine(text: string, error: string, start: number): string {
  return `${error} (line ${lineAt(text, start)})`;
}

/** The member that kube-apiserver takes for kind or apiVersion: it finds these two whatever their case. */
function typeField(tree: Tree, name: string): Member | undefined {
  const members = tree.kind === 'object' ? tree.members : [];
  return members.findLast(({ key }) => key.toLowerCase() === name.toLowerCase());
}

/** As a version without omitManagedFields decodes it. */
function decodeOld(tree: Tree): Decoded<DecodedPolicy> {
  const { value, ...said } = decode(oldPolicyV1, tree);
  const rules = value.rules.map((rule) => ({ ...rule, omitManagedFields: undefined }));
  return { ...said, value: { ...value, rules, omitManagedFields: false } };
}

/** What the versions that were the last to read v1beta1 and v1alpha1 say of them. */
function betaWarning(version: string, minor: KubernetesMinor): string | null {
  if (minor < SINCE.betaWarning || (version !== 'v1beta1' && version !== 'v1alpha1')) return null;
  return `"${GROUP}/${version}" is deprecated and will be removed in a future release, use "${GROUP}/v1" instead`;
}

/** The whole klog message; null where strict decoding had nothing to say. */
function warningOf(duplicates: readonly Duplicate[], strict: readonly StrictFault[]): string | null {
  const lines = duplicates.map(({ message }) => `  ${message}`);
  const yaml = lines.length === 0 ? [] : [`yaml: unmarshal errors:\n${lines.join('\n')}`];
  const errors = [...yaml, ...strict.map(({ message }) => message)];
  if (errors.length === 0) return null;
  const what = `strict decoding error: ${errors.join(', ')}`;
  return `Audit policy contains errors, falling back to lenient decoding: ${what}`;
}

/** YAML knows numbers that JSON has no way to write, and kube-apiserver goes by way of JSON. */
function unsupportedNumber(
  tree: Tree,
): { readonly error: string; readonly start: number; readonly end: number } | null {
  if (tree.kind === 'number' && /[IN]/.test(tree.text)) {
    return { error: `json: unsupported value: ${tree.text}`, start: tree.start, end: tree.end };
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
  const lines = new LineStarts(text);
  const lineOf = (offset: number): number => lines.place(offset).line;
  return rules.items.map(({ start, end }) => [lineOf(start), lineOf(Math.max(end - 1, start))]);
}
