import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../../src/policy/check.ts';
import type { Diagnostic, LintName } from '../../src/policy/diagnostic.ts';
import { NEWEST_MINOR } from '../../src/policy/version.ts';
import { fixture } from '../support/shared.ts';
import { LINT_CASES } from './lint-cases.ts';

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
/** A policy of these rules, from line 4 on. */
const policyOf = (rules: string, before = ''): string => `${HEAD}${before}rules:\n${rules}\n`;

function found(rules: string, check: LintName, minor = NEWEST_MINOR, before = ''): readonly Diagnostic[] {
  return checkPolicy(policyOf(rules, before), minor).diagnostics.filter((each) => each.check === check);
}

/** What a diagnostic points at in the text. */
function pointedAt(text: string, { line, column, length }: Diagnostic): string {
  return (text.split('\n')[line - 1] ?? '').slice(column - 1, column - 1 + length);
}

// The keys are those of the type of LINT_CASES.
const NAMES = Object.keys(LINT_CASES) as LintName[];

describe.each(NAMES)('%s', (check) => {
  test('has cases', () => expect(LINT_CASES[check].length).toBeGreaterThan(0));

  test.each(LINT_CASES[check])('$rules', (one) => {
    const { rules, before, minor, severity = 'warning', path, points, says, suggests, not } = one;
    const [first] = found(rules, check, minor, before);
    expect(first).toMatchObject({ severity, path });
    if (first === undefined) return;
    expect(pointedAt(policyOf(rules, before), first)).toBe(points);
    expect(first.message).toMatch(says);
    if (suggests !== undefined) expect(first.suggestion).toBe(suggests);
    expect(found(not, check, minor, before)).toEqual([]);
  });
});

describe('resourceNames with verbs whose requests have no name', () => {
  const said = (resources: string, verb = 'create'): readonly string[] =>
    found(`- level: None\n  verbs: [get, ${verb}]\n  resources: [${resources}]`, 'nameless-verb').map(
      ({ message }) => message.split(':')[0] ?? '',
    );
  const named = '{resources: [pods], resourceNames: [a]}';

  // An entry with names never matches such a request, whatever its neighbours match.
  test.each([
    [`${named}, {resources: [nodes]}`, ['create with the resourceNames of resources[0] never matches']],
    [`{resources: [nodes], resourceNames: [""]}, ${named}`, ['create with the resourceNames of resources[1] never matches']],
    [`${named}, {resources: [nodes]}, ${named}`, ['create with the resourceNames of resources[0] and resources[2] never matches']],
    [`${named}, {group: apps}, {group: batch}`, ['create with the resourceNames of resources[0] never matches']],
    [`${named}, ${named}`, ['create with resourceNames never matches']],
  ])('entry by entry: %s', (resources, messages) => expect(said(resources)).toEqual(messages)); // biome-ignore format: a table

  test('the name of what a subresource is created of stands in the path', () => {
    expect(said('{resources: [pods/eviction], resourceNames: [a]}')).toEqual([]);
    expect(said('{resources: ["*/eviction", "pods/*", "*"], resourceNames: [a]}')).toEqual([]);
    expect(said('{resources: [pods/eviction, pods], resourceNames: [a]}')).toEqual([
      'create with resourceNames never matches pods',
    ]);
  });

  test('a list or a watch has one under a field selector', () => {
    const does = 'with resourceNames matches only under the field selector metadata.name=NAME';
    expect(['list', 'watch'].map((verb) => said(named, verb))).toEqual([[`list ${does}`], [`watch ${does}`]]);
  });

  test('verbs that are names of properties are verbs', () => expect(said(named, 'constructor')).toEqual([]));
});

describe('the version of Kubernetes', () => {
  const star = '- level: None\n  resources: [{group: "*"}]';
  const managed = '- level: None\n  omitManagedFields: true';

  test('group "*" is refused before 1.36 in the words of the apiserver, and a hint says from when on it is not', () => {
    const { loaded, diagnostics } = checkPolicy(policyOf(star), 35);
    expect(loaded.ok ? '' : loaded.error).toMatch(
      /^rules\[0\]\.resources\.group: Invalid value: "\*": a lowercase RFC 1123 subdomain must consist of/,
    );
    const atGroup = diagnostics.filter(({ path }) => path === 'rules[0].resources[0].group');
    expect(atGroup).toMatchObject([
      { severity: 'error', line: 5, column: 23 },
      { severity: 'hint', check: 'star-group', line: 5, column: 23 },
    ]);
    expect(atGroup[1]?.message).toMatch(/from Kubernetes 1\.36 on; 1\.35 wants every group named/);
    expect(checkPolicy(policyOf(star), 36).loaded.ok).toBe(true);
  });

  test('omitManagedFields is unknown before 1.23', () => {
    expect(found(managed, 'newer-field', 22)).toMatchObject([
      { severity: 'warning', path: 'rules[0].omitManagedFields', line: 5, column: 3 },
    ]);
    expect(found(managed, 'newer-field', 23)).toEqual([]);
    const { loaded } = checkPolicy(policyOf(managed), 22);
    expect(loaded).toMatchObject({ ok: true, policy: { rules: [{ omitManagedFields: undefined }] } });
  });

  test('before 1.26 there is no warning about unknown fields', () => {
    expect(checkPolicy(policyOf('- level: None\n  verb: [get]'), 25).loaded.warning).toBeNull();
    expect(checkPolicy(policyOf('- level: None\n  verb: [get]'), 26).loaded.warning).toMatch(/^Audit policy contains/);
    expect(found('- level: None\n  verb: [get]', 'unknown-field', 25)).toHaveLength(1);
  });

  test('audit.k8s.io/v1beta1 is read before 1.24', () => {
    const beta = policyOf('- level: None').replace('/v1', '/v1beta1');
    expect(checkPolicy(beta, 23).loaded.ok).toBe(true);
    const { loaded, diagnostics } = checkPolicy(beta, 24);
    expect(loaded.ok).toBe(false);
    expect(diagnostics).toMatchObject([{ severity: 'error', path: 'apiVersion', line: 1, column: 13 }]);
  });
});

describe('words of older versions', () => {
  test('v1beta1 is warned about while it is read, from 1.21 on', () => {
    const beta = policyOf('- level: None').replace('/v1', '/v1beta1');
    const warning =
      '"audit.k8s.io/v1beta1" is deprecated and will be removed in a future release, use "audit.k8s.io/v1" instead';
    expect([20, 21, 23].map((minor) => checkPolicy(beta, minor).loaded.warning)).toEqual([null, warning, warning]);
  });

  test('before 1.23 a wrong type of omitManagedFields is ignored with it', () => {
    const text = policyOf('- level: None\n  omitManagedFields: [1]');
    expect(checkPolicy(text, 22).loaded.ok).toBe(true);
    expect(checkPolicy(text, 23).loaded.ok).toBe(false);
  });

  test('lists and levels stand in errors as Go writes them before 1.34, and as JSON since', () => {
    const text = policyOf('- level: <\n  resources: [{resourceNames: [a, b]}]');
    const errorOf = (minor: number): string => {
      const { loaded } = checkPolicy(text, minor);
      return loaded.ok ? '' : loaded.error;
    };
    expect(errorOf(33)).toMatch(/Unsupported value: "<": .* Invalid value: \[\]string\{"a", "b"\}: using/);
    expect(errorOf(34)).toMatch(/Unsupported value: "\\u003c": .* Invalid value: \["a","b"\]: using/);
  });
});

describe('a policy that is refused', () => {
  test('has every error at its node, in the order of the file, and is linted besides', () => {
    const rules = '- level: metadata\n  users: ["a "]\n  omitStages: [x]\n- nonResourceURLs: [healthz]';
    const { diagnostics } = checkPolicy(policyOf(rules));
    expect(diagnostics.map(({ severity, path, line, column }) => [severity, path, line, column])).toEqual([
      ['error', 'rules[0].level', 4, 10],
      ['warning', 'rules[0].users[0]', 5, 11],
      ['error', 'rules[0].omitStages[0]', 6, 16],
      ['error', 'rules[1].level', 7, 3],
      ['hint', 'rules[1]', 7, 3],
      ['error', 'rules[1].nonResourceURLs[0]', 7, 21],
    ]);
  });

  test.each([
    ['\ufeffkind: 5\n', '', 1, 7],
    [`${HEAD}rules: []\n`, 'rules', 3, 8],
    [HEAD, 'rules', 1, 1],
    ['kind: Policy\nrules: [{level: None}]\n', 'apiVersion', 1, 1],
    [`${HEAD.replace('Policy', 'Event')}rules: []\n`, 'kind', 2, 7],
    [`${HEAD}rules:\n- level: None\n  users: x\n`, '', 5, 10],
    [`${HEAD}rules:\n  users: x: y\n`, '', 4, 11],
    [`${HEAD}rules:\n- level:\n`, 'rules[0].level', 4, 3],
  ])('%j is refused at %s, line %i, column %i', (text, path, line, column) => {
    expect(checkPolicy(text).diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { path, line, column },
    ]);
  });

  test.each([
    ['- level: None\n  resources: [pods, deployments]', '{group: "", resources: ["pods"]}'],
    ['- level: None\n  resources: ["deployments/scale"]', '{group: "apps", resources: ["deployments/scale"]}'],
    ['- level: None\n  users: alice', '["alice"]'],
    ['- level: None\n  users: "alice"', '["alice"]'],
    ['- level: None\n  omitStages: RequestReceived', '["RequestReceived"]'],
    ['- level: None\n  namespaces: [dev, no]', '"no"'],
    ['- level: None\n  namespaces: [0123]', '"0123"'],
    ['- level: None\n  namespaces: 5', '["5"]'],
    ['- level: None\n  users: [system: admin]', '"system: admin"'],
    ['- level: None\n  resources:\n    group: apps\n    resources: [x]', '- group: apps'],
    ['- level: None\n  users: [[a]]', null],
    ['- level: None\n  users: {a: b}', null],
    ['- level: None\n  omitManagedFields: "true"', null],
  ])('%j: a value of a wrong type has the suggestion %j', (rules, suggestion) => {
    expect(checkPolicy(policyOf(rules)).diagnostics).toMatchObject([{ severity: 'error', suggestion }]);
  });

  test('a later document is told of where the first is no policy', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\n---\n${HEAD}rules: []\n`;
    expect(checkPolicy(text).diagnostics).toMatchObject([
      { severity: 'error', path: 'apiVersion' },
      { check: 'later-document', line: 3, column: 1 },
    ]);
  });

  // The place is told once, in the apiserver's words; what to write stands under it.
  test.each([
    ['- level: "Metadata "', 'rules[0].level', '"Metadata"'],
    ['- level: request', 'rules[0].level', '"Request"'],
    ['- level: everything', 'rules[0].level', null],
    ['- level: None\n  omitStages: ["Panic "]', 'rules[0].omitStages[0]', '"Panic"'],
    ['- level: None\n  omitStages: [responseComplete]', 'rules[0].omitStages[0]', '"ResponseComplete"'],
    ['- level: None\n  resources: [{group: "example.com "}]', 'rules[0].resources[0].group', '"example.com"'],
    ['- level: None\n  resources: [{group: "a b"}]', 'rules[0].resources[0].group', null],
    ['- level: None\n  nonResourceURLs: [healthz]', 'rules[0].nonResourceURLs[0]', '"/healthz"'],
    ['- level: None\n  nonResourceURLs: ["/a**"]', 'rules[0].nonResourceURLs[0]', '"/a*"'],
    ['- level: None\n  nonResourceURLs: ["/a*/b"]', 'rules[0].nonResourceURLs[0]', null],
  ])('%j: %s with the suggestion %j', (rules, path, suggestion) => {
    const errors = checkPolicy(policyOf(rules)).diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map((each) => [each.path, each.suggestion])).toEqual([[path, suggestion]]);
  });

  test('the suggestion for a group that Kubernetes has stands once', () => {
    const { diagnostics } = checkPolicy(policyOf('- level: Metadata\n  resources: [{group: "apps "}]'));
    const atGroup = diagnostics.filter(({ path }) => path === 'rules[0].resources[0].group');
    expect(atGroup.map(({ severity, suggestion }) => [severity, suggestion])).toEqual([
      ['error', null],
      ['warning', '"apps"'],
    ]);
  });

  test.each([
    ['apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules: []\n', 'apiVersion', '"audit.k8s.io/v1"'],
    ['kind: Policy\nrules: []\n', 'apiVersion', 'apiVersion: audit.k8s.io/v1'],
    ['apiVersion: audit.k8s.io/v1\nkind: policy\nrules: []\n', 'kind', '"Policy"'],
  ])('%j: %s with the suggestion %j', (text, path, suggestion) => {
    expect(checkPolicy(text).diagnostics).toMatchObject([{ severity: 'error', path, suggestion }]);
  });

  test('a JSON list that is given twice is pointed at where it counts', () => {
    const rule = '{"level":"None","users":["a"],"users":["b "]}';
    const { diagnostics } = checkPolicy(`{"apiVersion":"audit.k8s.io/v1","rules":[${rule}]}`);
    const [spaces] = diagnostics.filter(({ check }) => check === 'spaces');
    expect(spaces).toMatchObject({ path: 'rules[0].users[0]', column: 41 + rule.indexOf('"b "') + 1 });
  });

  test('a JSON key that is given twice', () => {
    const text = '{"apiVersion":"audit.k8s.io/v1","rules":[{"level":"None","level":"None"}]}';
    expect(checkPolicy(text).diagnostics).toMatchObject([
      { check: 'duplicate-field', path: 'rules[0].level', column: 58, message: /read into the first/ },
    ]);
  });
});

test.each([
  ['policy-main.yaml', []],
  ['kubernetes-docs.yaml', []],
  ['course.yaml', ['unknown-field 8:5', 'spaces 10:21']],
])('%s says what it says', (name, warnings) => {
  const { loaded, diagnostics } = checkPolicy(readFileSync(fixture('policies', name), 'utf8'));
  expect(loaded.ok).toBe(true);
  const lints = diagnostics.filter(({ severity, check }) => severity === 'warning' && check !== 'credentials');
  expect(lints.map(({ check, line, column }) => `${check} ${line}:${column}`)).toEqual(warnings);
});

describe('what an alias or a merge key repeats', () => {
  const told = (text: string): readonly unknown[] =>
    checkPolicy(`${HEAD}${text}`)
      .diagnostics.filter(({ check }) => check !== 'no-catch-all')
      .map(({ check, path, line, message }) => [check, path, line, message.replace(/^(?:.*[.:] )?(?=The same)/, '')]);

  test.each([
    [
      'an alias',
      'rules:\n- level: None\n  verbs: &reads [get, " list"]\n  users: [a]\n- {level: None, verbs: *reads, users: [b]}\n- {level: None, verbs: *reads, users: [c]}\n',
      [['spaces', 'rules[0].verbs[1]', 5, 'The same holds for R1 and R2.']],
    ],
    [
      'a merge key',
      'rules:\n- &base\n  level: None\n  user: [a]\n- {<<: *base, namespaces: [one]}\n- <<: *base\n  namespaces: [two]\n',
      [
        ['early-catch-all', 'rules[0]', 5, expect.stringMatching(/^R0 matches everything/)],
        ['unknown-field', 'rules[0].user', 6, 'The same holds for R1 and R2.'],
        ['unreachable-rule', 'rules[1]', 7, expect.anything()],
        ['unreachable-rule', 'rules[2]', 8, expect.anything()],
      ],
    ],
    [
      'an alias within one rule',
      'rules:\n- level: None\n  resources: [&pods {resources: ["pods "]}, *pods]\n',
      [['spaces', 'rules[0].resources[0].resources[0]', 5, expect.not.stringContaining('The same')]],
    ],
    [
      'words with the name of the rule',
      'rules:\n- level: Request\n  users: [a]\n  resources: &some [{resources: [secrets]}]\n- {level: Request, users: [b], resources: *some}\n',
      [['credentials', 'rules[0].resources[0].resources[0]', 6, 'The same holds for R1.']],
    ],
    [
      'errors, in the words of the apiserver',
      'rules:\n- &base\n  level: none\n  users: [a]\n- {<<: *base, verbs: [get]}\n',
      [
        ['refused', 'rules[0].level', 5, expect.not.stringContaining('The same')],
        ['unreachable-rule', 'rules[1]', 7, expect.anything()],
      ],
    ],
  ])('%s is said once', (_, text, said) => expect(told(text)).toEqual(said));
});
