import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type LoadedPolicy, loadPolicy } from '../../src/policy/load.ts';
import { fixture } from '../support/shared.ts';

// Every expectation here was checked against kube-apiserver's LoadPolicyFromBytes, but for the places in errors, of
// which Go knows only a line and counts some from 0, and for the words of times, of keys that are collections or beyond
// 64 bits, and of nesting too deep.

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
const RULE = 'rules:\n- level: Metadata\n';
const WARNING = 'Audit policy contains errors, falling back to lenient decoding: strict decoding error: ';

function errorOf(loaded: LoadedPolicy): string | null {
  return loaded.ok ? null : loaded.error;
}

function firstRule(text: string): unknown {
  const loaded = loadPolicy(text);
  return loaded.ok ? loaded.policy.rules[0] : loaded.error;
}

describe('the files of this project', () => {
  test('policy-main.yaml loads, and each rule knows its lines', () => {
    const loaded = loadPolicy(readFileSync(fixture('policies', 'policy-main.yaml'), 'utf8'));
    expect(loaded).toMatchObject({ ok: true, warning: null });
    if (!loaded.ok) return;
    expect(loaded.ruleLines).toEqual([
      [6, 7],
      [8, 13],
      [14, 19],
      [20, 22],
      [23, 25],
      [26, 32],
      [33, 34],
      [35, 35],
    ]);
  });

  test('broken.yaml is refused for all it has wrong', () => {
    const loaded = loadPolicy(readFileSync(fixture('policies', 'broken.yaml'), 'utf8'));
    expect(loaded).toEqual({
      ok: false,
      at: null,
      warning: null,
      error:
        '[rules[0].level: Unsupported value: "metadata": supported values: "None", "Metadata", "Request", ' +
        '"RequestResponse", rules[1].nonResourceURLs[0]: Invalid value: "healthz*": non-resource URL rules must ' +
        "begin with a '/' character]",
    });
  });
});

describe('the place of a rule', () => {
  test.each<[string, string, [number, number][]]>([
    ['of one line', `${HEAD}${RULE}`, [[4, 4]]],
    [
      'without the comments and blank lines after it',
      `${HEAD}${RULE}  # x\n\n- level: None\n# y\n`,
      [
        [4, 4],
        [7, 7],
      ],
    ],
    ['with a dash of its own', `${HEAD}rules:\n-\n  level: None\n  verbs:\n  - get\n`, [[5, 7]]],
    [
      'that ends in a block scalar',
      `${HEAD}${RULE}  users:\n  - |\n    a\n\n- level: None\n`,
      [
        [4, 7],
        [9, 9],
      ],
    ],
    [
      'of the last rules',
      '{"apiVersion":"audit.k8s.io/v1","rules":[{"level":"x"}],\n"rules":[{"level":"None"}]}',
      [[2, 2]],
    ],
    [
      'as an alias',
      `${HEAD}rules:\n- &a {level: None}\n- *a\n`,
      [
        [4, 4],
        [5, 5],
      ],
    ],
    [
      'in JSON',
      '{"apiVersion": "audit.k8s.io/v1",\n"rules": [{"level":\n"None"}, {"level": "None"}]}',
      [
        [2, 3],
        [3, 3],
      ],
    ],
  ])('%s', (_what, text, lines) => {
    expect(loadPolicy(text)).toMatchObject({ ok: true, ruleLines: lines });
  });
});

describe('a text that does not decode', () => {
  test.each<[string, string, { line: number; column: number }]>([
    [
      `${HEAD}rules: x\n`,
      'json: cannot unmarshal string into Go struct field Policy.rules of type []v1.PolicyRule (rules, line 3)',
      { line: 3, column: 8 },
    ],
    [
      `${HEAD}rules:\n- x\n`,
      'json: cannot unmarshal string into Go struct field Policy.rules of type v1.PolicyRule (rules[0], line 4)',
      { line: 4, column: 3 },
    ],
    [
      `${HEAD}${RULE}  omitManagedFields: 1\n`,
      'json: cannot unmarshal number into Go struct field PolicyRule.rules.omitManagedFields of type bool (rules[0].omitManagedFields, line 5)',
      { line: 5, column: 22 },
    ],
    [
      `${HEAD}${RULE}  resources: [{group: [a]}]\n`,
      'json: cannot unmarshal array into Go struct field GroupResources.rules.resources.group of type string (rules[0].resources[0].group, line 5)',
      { line: 5, column: 23 },
    ],
    [
      `${HEAD}metadata: {labels: {a: 5}}\n${RULE}`,
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string (metadata.labels.a, line 3)',
      { line: 3, column: 24 },
    ],
    [
      `${HEAD}metadata: {generation: 1.5}\n${RULE}`,
      'json: cannot unmarshal number 1.5 into Go struct field ObjectMeta.metadata.generation of type int64 (metadata.generation, line 3)',
      { line: 3, column: 24 },
    ],
    [
      'kind: 5\n',
      "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string (line 1)",
      { line: 1, column: 7 },
    ],
    [
      '[]\n',
      'couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (line 1)',
      { line: 1, column: 1 },
    ],
    [
      `${HEAD}metadata: {generation: 9223372036854775808}\n${RULE}`,
      'json: cannot unmarshal number 9223372036854775808 into Go struct field ObjectMeta.metadata.generation of type int64 (metadata.generation, line 3)',
      { line: 3, column: 24 },
    ],
    [
      '{"apiVersion":"audit.k8s.io/v1","metadata":{"generation":1e3}}',
      'json: cannot unmarshal number 1e3 into Go struct field ObjectMeta.metadata.generation of type int64 (metadata.generation, line 1)',
      { line: 1, column: 58 },
    ],
    [
      `${HEAD}metadata: {creationTimestamp: "2001-02-29T00:00:00Z"}\n${RULE}`,
      'parsing time "2001-02-29T00:00:00Z" as RFC 3339: no such time (metadata.creationTimestamp, line 3)',
      { line: 3, column: 31 },
    ],
    ['apiVersion: a/b/c\n', 'unexpected GroupVersion string: a/b/c (line 1)', { line: 1, column: 1 }],
    [`${HEAD}${RULE}  users: *x\n`, "yaml: unknown anchor 'x' referenced", { line: 5, column: 10 }],
    [`${HEAD}${RULE}  users: &x [*x]\n`, "yaml: anchor 'x' value contains itself", { line: 5, column: 14 }],
    [`${HEAD}${RULE}  users: [!!int x]\n`, 'yaml: cannot decode !!str `x` as a !!int', { line: 5, column: 17 }],
    [
      `${HEAD}${RULE}  <<: 5\n`,
      'yaml: map merge requires map or sequence of maps as the value',
      { line: 5, column: 3 },
    ],
    [`%YAML 1.2\n---\n${HEAD}${RULE}`, 'yaml: found incompatible YAML document', { line: 1, column: 1 }],
    [
      `${HEAD}${RULE}  users: [a\n- level: None\n`,
      "yaml: line 6: did not find expected ',' or ']'",
      { line: 6, column: 8 },
    ],
    [`${HEAD}${RULE}\t\n`, 'yaml: line 5: found a tab character that violates indentation', { line: 5, column: 1 }],
    [
      `${HEAD}${RULE}  users: -\n`,
      'yaml: line 5: block sequence entries are not allowed in this context',
      { line: 5, column: 10 },
    ],
    [
      `${HEAD}${RULE}  users:\n  -\ta\n`,
      'yaml: line 6: found character that cannot start any token',
      { line: 6, column: 4 },
    ],
    [
      `${HEAD}rules:\n- {level: None\n\t}\n`,
      'yaml: line 5: found a tab character that violates indentation',
      { line: 5, column: 1 },
    ],
    [
      `${HEAD}${RULE}  users: |\n\ta\n`,
      'yaml: line 6: found a tab character where an indentation space is expected',
      { line: 6, column: 1 },
    ],
    [
      `${HEAD}${RULE}  users: |0\n    a\n`,
      'yaml: line 5: found an indentation indicator equal to 0',
      { line: 5, column: 11 },
    ],
    [`${HEAD}${RULE} users: [a]\n`, 'yaml: line 5: did not find expected key', { line: 5, column: 2 }],
    [
      `${HEAD}${RULE}   users: [a]\n`,
      'yaml: line 5: mapping values are not allowed in this context',
      { line: 5, column: 9 },
    ],
    [`${HEAD}${RULE}  users:\n    - a\n   - b\n`, 'yaml: line 7: did not find expected key', { line: 7, column: 4 }],
    [`${HEAD}${RULE}  verbs:[get]\n`, "yaml: line 5: could not find expected ':'", { line: 5, column: 3 }],
    [`${HEAD}${RULE}  ${'x'.repeat(1025)}: a\n`, "yaml: line 5: could not find expected ':'", { line: 5, column: 3 }],
    [`${HEAD}${RULE}  users: [a}\n`, "yaml: line 5: did not find expected ',' or ']'", { line: 5, column: 12 }],
    [`${HEAD}${RULE}  users: [a]]\n`, 'yaml: line 5: did not find expected key', { line: 5, column: 13 }],
    [
      `${HEAD}rules: [{level: None,verbs:[get]}]\n`,
      "yaml: line 3: did not find expected ',' or '}'",
      { line: 3, column: 28 },
    ],
    [`${HEAD}${RULE}  users: [:a]\n`, 'yaml: line 5: did not find expected node content', { line: 5, column: 11 }],
    [`${HEAD}${RULE}  users: [!x]\n`, "yaml: line 6: did not find expected ',' or ']'", { line: 6, column: 1 }],
    [`${HEAD}${RULE}  users: [?, a]\n`, "yaml: line 5: did not find expected ',' or ']'", { line: 5, column: 14 }],
    [`${HEAD}${RULE}  []: b\n`, 'yaml: line 5: did not find expected key', { line: 5, column: 3 }],
    [`${HEAD}${RULE}  users: {{ .Values.users }}\n`, 'yaml: invalid map key: object', { line: 5, column: 11 }],
    [`${HEAD}${RULE}  18446744073709551615: a\n`, 'yaml: unsupported map key of type: uint64', { line: 5, column: 3 }],
    [`${HEAD}${RULE}  users: ["a\\/b"]\n`, 'yaml: line 5: found unknown escape character', { line: 5, column: 13 }],
    [
      `${HEAD}${RULE}  users: ["\\ud83d\\ude00"]\n`,
      'yaml: line 5: found invalid Unicode character escape code',
      { line: 5, column: 14 },
    ],
    [`${HEAD}${RULE}  users: ["a]\n`, 'yaml: line 5: found unexpected end of stream', { line: 5, column: 11 }],
    [
      `${HEAD}${RULE}  users: ['a\n---\nb']\n`,
      'yaml: line 5: found unexpected document indicator',
      { line: 5, column: 11 },
    ],
    [
      `${HEAD}${RULE}  users: [%a]\n`,
      'yaml: line 5: found character that cannot start any token',
      { line: 5, column: 11 },
    ],
    [
      `${HEAD}${RULE}  users: &\n`,
      'yaml: line 5: did not find expected alphabetic or numeric character',
      { line: 5, column: 11 },
    ],
    [`${HEAD}${RULE}  users: [!f!a b]\n`, 'yaml: line 5: found undefined tag handle', { line: 5, column: 11 }],
    [`${HEAD}${RULE}  users: [!<a]\n`, "yaml: line 5: did not find the expected '>'", { line: 5, column: 15 }],
    ['...\nkind: Policy\n', 'yaml: line 1: did not find expected node content', { line: 1, column: 1 }],
    ['%FOO x\n---\n', 'yaml: line 1: found unknown directive name', { line: 1, column: 5 }],
    ['%YAML 1.1\n%YAML 1.1\n---\n', 'yaml: line 2: found duplicate %YAML directive', { line: 2, column: 1 }],
    ['%YAML 1.1\nkind: Policy\n', 'yaml: line 2: did not find expected <document start>', { line: 2, column: 1 }],
    [`${HEAD}${RULE}---\n\0`, 'yaml: line 6: control characters are not allowed', { line: 6, column: 1 }],
    [`${HEAD}${RULE}  users: [\u0007]\n`, 'yaml: line 5: control characters are not allowed', { line: 5, column: 11 }],
    [
      '{"rules": [],}',
      "couldn't get version/kind; json parse error: invalid character '}' looking for beginning of object key string at line 1, column 14",
      { line: 1, column: 14 },
    ],
    [
      '{apiVersion: audit.k8s.io/v1}',
      "couldn't get version/kind; json parse error: invalid character 'a' looking for beginning of object key string at line 1, column 2",
      { line: 1, column: 2 },
    ],
    // Of several wrong types the first, in the order of the keys.
    [
      `${HEAD}rules:\n- users: 1\n  level: 2\n`,
      'json: cannot unmarshal number into Go struct field PolicyRule.rules.level of type v1.Level (rules[0].level, line 5)',
      { line: 5, column: 10 },
    ],
    [
      `${HEAD}${RULE}  users: [!!float 3]\n`,
      'json: cannot unmarshal number into Go struct field PolicyRule.rules.users of type string (rules[0].users[0], line 5)',
      { line: 5, column: 19 },
    ],
    [
      `${HEAD}${RULE}  users: [!!int 18446744073709551615]\n`,
      'json: cannot unmarshal number into Go struct field PolicyRule.rules.users of type string (rules[0].users[0], line 5)',
      { line: 5, column: 17 },
    ],
    [
      `${HEAD}${RULE}  users: [!!int 18446744073709551616]\n`,
      'yaml: cannot decode !!float `18446744073709551616` as a !!int',
      { line: 5, column: 17 },
    ],
    [
      `${HEAD}${RULE}  users: [!!timestamp x]\n`,
      'yaml: cannot decode !!str `x` as a !!timestamp',
      { line: 5, column: 23 },
    ],
  ])('%j', (text, error, at) => {
    expect(loadPolicy(text)).toEqual({ ok: false, error: `failed decoding: ${error}`, at, warning: null });
  });

  // As kube-apiserver 1.37.2 says it.
  test.each([
    ['lists', `${HEAD}rules:\n- level: None\n  x: ${'['.repeat(20_000)}`, 'yaml: line 5: exceeded max depth of 10000', 5, 6 + 10_000],
    ['objects', `${HEAD}rules:\n- level: None\n  x: ${'{a: '.repeat(10_001)}`, 'yaml: line 5: exceeded max depth of 10000', 5, 6 + 40_000],
    ['blocks', `${HEAD}rules:\n- level: None\n  x:\n  ${'- '.repeat(10_001)}`, 'yaml: line 6: exceeded max depth of 10000', 6, expect.any(Number)],
    ['JSON', `{"rules":\n${'['.repeat(20_000)}${']'.repeat(20_000)}}`, "couldn't get version/kind; json parse error: invalid character '[' exceeded max depth at line 2, column 10000", 2, 10_000],
    ['JSON that does not end', `{\n  "[[": [], "x": ${'{"a":'.repeat(10_000)}`, "couldn't get version/kind; json parse error: invalid character '{' exceeded max depth at line 2, column 50013", 2, 50_013],
    // Go reads these; the words are this program's own.
    ['YAML this program cannot follow', `${HEAD}rules:\n- level: None\n  x: ${'['.repeat(9000)}${']'.repeat(9000)}`, 'yaml: line 5: nested deeper than auditty reads', 5, 9005],
    ['JSON this program cannot follow', `{"x":\n${'['.repeat(9000)}${']'.repeat(9000)}}`, "couldn't get version/kind; json parse error: nested deeper than auditty reads at line 2, column 9000", 2, 9000],
  ])('nested by the thousand is refused at its place, not a crash: %s', (_, text, error, line, column) => {
    expect(loadPolicy(text)).toEqual({ ok: false, error: `failed decoding: ${error}`, at: { line, column }, warning: null });
  }); // biome-ignore format: a table

  test('blown up by aliases is refused in no time', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(errorOf(loadPolicy(`${HEAD}${lines.join('\n')}\n`))).toBe(
      'failed decoding: yaml: document contains excessive aliasing',
    );
  });
});

describe('the type a file says it is', () => {
  test.each([
    ['kind: Policy\n', 'unknown group version field audit.k8s.io/__internal, Kind=Policy in policy'],
    ['# nothing\n---\n', 'unknown group version field audit.k8s.io/__internal, Kind=Policy in policy'],
    ['apiVersion: audit.k8s.io/\n', 'unknown group version field audit.k8s.io/__internal, Kind=Policy in policy'],
    [
      'apiVersion: v1\n',
      'failed decoding: no kind "Policy" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      'kind: policy\n',
      'failed decoding: no kind "policy" is registered for the internal version of group "audit.k8s.io" in scheme "pkg/runtime/scheme.go:111"',
    ],
    ['kind: Event\n', 'failed decoding: converting (audit.Event) to (audit.Policy): unknown conversion'],
    [
      'apiVersion: audit.k8s.io/v1\nkind: ListOptions\n',
      'failed decoding: converting (v1.ListOptions) to (audit.Policy): unknown conversion',
    ],
    // Some kinds are known to every version, and some to each that is served.
    [
      'apiVersion: x/v2\nkind: Status\n',
      'failed decoding: converting (v1.Status) to (audit.Policy): unknown conversion',
    ],
    [
      'apiVersion: v1\nkind: PatchOptions\n',
      'failed decoding: converting (v1.PatchOptions) to (audit.Policy): unknown conversion',
    ],
    ['kind: WatchEvent\n', 'failed decoding: converting (v1.InternalEvent) to (audit.Policy): unknown conversion'],
    [
      'apiVersion: __internal\n',
      'failed decoding: no kind "Policy" is registered for the internal version of group "" in scheme "pkg/runtime/scheme.go:111"',
    ],
    // Go's own decoder finds these two keys whatever their case.
    [
      '{"apiVersion": "audit.k8s.io/v1", "\u212aIND": "Event"}',
      'failed decoding: converting (v1.Event) to (audit.Policy): unknown conversion',
    ],
    [
      'APIVERSION: audit.k8s.io/v1\nKIND: Event\n',
      'failed decoding: converting (v1.Event) to (audit.Policy): unknown conversion',
    ],
  ])('%j', (text, error) => {
    expect(errorOf(loadPolicy(text))).toBe(error);
  });

  test.each([
    [34, 110],
    [32, 100],
    [19, 101],
  ])('the scheme of 1.%i names another line', (minor, line) => {
    expect(errorOf(loadPolicy('apiVersion: v1\n', minor))).toBe(
      `failed decoding: no kind "Policy" is registered for version "v1" in scheme "pkg/runtime/scheme.go:${line}"`,
    );
  });

  test('a file without apiVersion is warned about by the names of the internal fields', () => {
    const text = 'rules: []\nmetadata: {}\nRules: [{Level: None, level: x}]\nname: p\n';
    expect(loadPolicy(text).warning).toBe(
      `${WARNING}unknown field "Rules[0].level", unknown field "metadata", unknown field "rules"`,
    );
  });
});

describe('lenient decoding', () => {
  test.each([
    [
      `${HEAD}a"b: 1\nmetadata: {foo: 1}\n${RULE}  Users: [5]\n`,
      'unknown field "a\\"b", unknown field "metadata.foo", unknown field "rules[0].Users"',
    ],
    [`${HEAD}kind: Policy\n${RULE}`, 'yaml: unmarshal errors:\n  line 3: key "kind" already set in map'],
    [
      `${HEAD}${RULE}  .inf: a\n  1e20: b\n  1e20: c\n  16777217.0: d\n`,
      'yaml: unmarshal errors:\n  line 7: key 1e+20 already set in map, unknown field "rules[0]..inf", unknown field "rules[0].1.6777216e+07", unknown field "rules[0].1e+20"',
    ],
    [`${HEAD}rules: [{level: None, ?a: b}]\n`, 'unknown field "rules[0].a"'],
    [
      `${HEAD}${RULE}  5: a\n  5: b\n  yes: c\n`,
      'yaml: unmarshal errors:\n  line 6: key 5 already set in map, unknown field "rules[0].5", unknown field "rules[0].true"',
    ],
    [
      '{"apiVersion":"audit.k8s.io/v1","rules":[{"level":"None","level":"None","x":1}]}',
      'duplicate field "rules[0].level", unknown field "rules[0].x"',
    ],
  ])('%j', (text, warning) => {
    expect(loadPolicy(text)).toMatchObject({ ok: true, warning: `${WARNING}${warning}` });
  });

  test('a number in JSON may be larger than any, where nobody reads it', () => {
    const text = '{"apiVersion":"audit.k8s.io/v1","x":1e400,"rules":[{"level":"None"}]}';
    expect(loadPolicy(text)).toMatchObject({ ok: true, warning: `${WARNING}unknown field "x"` });
  });

  test('a JSON key given twice lands in the first one’s value', () => {
    const rule =
      '{"level":"None","resources":[{"group":"apps"}],"resources":[{"resources":["x"]}],"users":["a"],"users":[null,"b"]}';
    expect(firstRule(`{"apiVersion":"audit.k8s.io/v1","rules":[${rule}]}`)).toMatchObject({
      resources: [{ group: 'apps', resources: ['x'] }],
      users: ['a', 'b'],
    });
  });

  test('null in JSON empties lists and pointers, and leaves the rest', () => {
    const rule =
      '{"level":"None","users":["a"],"users":null,"omitManagedFields":true,"omitManagedFields":null,"level":null}';
    expect(firstRule(`{"apiVersion":"audit.k8s.io/v1","rules":[${rule}]}`)).toMatchObject({
      level: 'None',
      users: [],
      omitManagedFields: undefined,
    });
  });

  test('a YAML key given twice keeps the last value, merges included', () => {
    const text = `${HEAD}x: &x {level: None, users: [x]}\n${RULE}  users: [a]\n  <<: *x\n  verbs: [get]\n  verbs: [list]\n`;
    expect(firstRule(text)).toMatchObject({ level: 'None', users: ['x'], verbs: ['list'] });
  });

  test('of several maps merged the first one wins', () => {
    const text = `${HEAD}rules:\n- <<: [{level: None}, {level: Request, verbs: [x]}]\n`;
    expect(firstRule(text)).toMatchObject({ level: 'None', verbs: ['x'] });
  });
});

describe('what is fine', () => {
  test.each<[string, string, object]>([
    ['a byte order mark', `\ufeff${HEAD}${RULE}`, { level: 'Metadata' }],
    [
      'JSON behind a byte order mark, as YAML',
      '\ufeff{"apiVersion": "audit.k8s.io/v1", rules: [{level: None}]}',
      { level: 'None' },
    ],
    ['lone carriage returns', `${HEAD}${RULE}`.replaceAll('\n', '\r'), { level: 'Metadata' }],
    ['a broken second document', `${HEAD}${RULE}---\n%%% {{{ \t`, { level: 'Metadata' }],
    [
      'flow lists without indentation',
      `${HEAD}${RULE}  users: [\n"a#b", # c\n  'it''s', it's\n]\n  verbs: {}\n`.replace('  verbs: {}\n', ''),
      { users: ['a#b', "it's", "it's"] },
    ],
    ['an indented tab that is no indentation', `${HEAD}${RULE}  users: [a,\n\t\n  b]\n`, { users: ['a', 'b'] }],
    ['a block scalar with a tab', `${HEAD}${RULE}  users:\n  - |\n    a\n    \t\n`, { users: ['a\n\t\n'] }],
    ['quotes without indentation', `${HEAD}${RULE}  users: ["a\nb", 'c\n\nd']\n`, { users: ['a b', 'c\nd'] }],
    ['escapes', `${HEAD}${RULE}  users: ["\\x41\\u00e9\\U0001F600\\'\\_\\\n  b"]\n`, { users: ["Aé😀'\u00a0b"] }],
    ['comments hard by', `${HEAD}${RULE}  users: [a,#c\nb]#d\n`, { users: ['a', 'b'] }],
    ['dashes and colons in a flow list', `${HEAD}${RULE}  users: [-, a:, b:c]\n`, { users: ['-', 'a:', 'b:c'] }],
    ['a block scalar without indentation', `${HEAD}rules:\n- level:\n    >-\n   None\n`, { level: 'None' }],
    [
      'a block scalar of its own indentation',
      `${HEAD}${RULE}  users:\n  - |1-\n    a\n\n     b\n`,
      { users: [' a\n\n  b'] },
    ],
    ['a folded scalar', `${HEAD}${RULE}  users:\n  - >+\n    a\n    b\n\n     c\n\n`, { users: ['a b\n\n c\n\n'] }],
    ['an explicit key', `${HEAD}${RULE}  ? users\n  : [a]\n`, { users: ['a'] }],
    [
      'a handle for tags',
      `%TAG !e! x:\n---\n${HEAD}${RULE}  users: [!e!a 1, !<tag:yaml.org,2002:str> 2]\n`,
      { users: ['1', '2'] },
    ],
    [
      'NEL and line separators',
      `${HEAD}${RULE}`.replace('\n', '\u0085').replace('\n', '\u2028'),
      { level: 'Metadata' },
    ],
    ['what comes far behind the first document', `${HEAD}${RULE}---\n${'# x\n'.repeat(200)}\0`, { level: 'Metadata' }],
    ['tags', `${HEAD}${RULE}  users: [!!str 1, ! 2, !x 3, !!binary aGk=, !x ]\n`, { users: ['1', '2', '3', 'hi', ''] }],
    ['omitManagedFields: yes', `${HEAD}${RULE}  omitManagedFields: yes\n`, { omitManagedFields: true }],
    [
      'omitManagedFields: ~',
      `${HEAD}omitManagedFields: on\n${RULE}  omitManagedFields: ~\n`,
      { omitManagedFields: undefined },
    ],
    [
      'times of one digit an hour, in zones a day away',
      `${HEAD}metadata: {creationTimestamp: "2000-02-29T1:00:00,5+24:60"}\n${RULE}`,
      { level: 'Metadata' },
    ],
    [
      'half a surrogate pair in JSON',
      '{"apiVersion":"audit.k8s.io/v1","rules":[{"level":"None","users":["\\ud800"]}]}',
      { users: ['\ufffd'] },
    ],
    ['a time', `${HEAD}${RULE}  users: [!!timestamp 2001-01-01]\n`, { users: ['2001-01-01'] }],
    ['tags on collections', `${HEAD}rules: !x\n- !!set {level: None, users: !!seq [a]}\n`, { users: ['a'] }],
    ['a tab deep in a blank line', `${HEAD}${RULE}      \t\n`, { level: 'Metadata' }],
    [
      'any metadata',
      `${HEAD}metadata: {name: x, labels: {a: b}, creationTimestamp: null, generation: 1e3}\n${RULE}`,
      { level: 'Metadata' },
    ],
    [
      'a line with less indent than the first, which ends the document',
      `  ${HEAD.replace('\n', '\n  ')}  ${RULE.replace('\n', '\n  ')}foo\n`,
      { level: 'Metadata' },
    ],
  ])('%s', (_what, text, rule) => {
    expect(loadPolicy(text)).toMatchObject({ ok: true, warning: null, policy: { rules: [rule] } });
  });
});

describe('validation', () => {
  test.each([
    [`${HEAD}rules: [~]\n`, 'rules[0].level: Required value'],
    [`${HEAD}rules: ~\n`, 'loaded illegal policy with 0 rules'],
    [
      `${HEAD}${RULE}  nonResourceURLs: ["/<&>", "*"]\n  namespaces: [a]\n`,
      'rules[0].nonResourceURLs: Invalid value: ["/\\u003c\\u0026\\u003e","*"]: rules cannot apply to both regular resources and non-resource URLs',
    ],
    [
      `${HEAD}${RULE}  omitStages: ["a\\n\\u00e9\\u200b\\U0001F600"]\n`,
      'rules[0].omitStages[0]: Invalid value: "a\\né\\u200b😀": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic',
    ],
    // Errors that read the same are told once.
    [
      `${HEAD}${RULE}  resources: [{resourceNames: [a]}, {resourceNames: [a]}]\n`,
      'rules[0].resources.resourceNames: Invalid value: ["a"]: using resourceNames requires at least one resource',
    ],
  ])('%j', (text, error) => {
    expect(errorOf(loadPolicy(text))).toBe(error);
  });

  test('a group that is too long and malformed', () => {
    const error = errorOf(loadPolicy(`${HEAD}${RULE}  resources: [{group: ${'A'.repeat(254)}}]\n`));
    expect(error).toContain(': must be no more than 253 characters,a lowercase RFC 1123 subdomain must consist of');
  });
});
