import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wholeEventTest } from '../../src/audit/block.ts';
import { eventsOfLine } from '../../src/audit/forms.ts';
import { readLines } from '../support/read-lines.ts';
import { sharedDir } from '../support/shared.ts';

const HEAD = '"kind":"Event","apiVersion":"audit.k8s.io/v1"';
const BARE = '"level":"Metadata","auditID":"a","stage":"Panic"';
const EVENT = `{${HEAD},${BARE}}`;
const OTHER = `{${HEAD},"level":"Metadata","auditID":"b","stage":"Panic","requestObject":{"n":12345678901234567890}}`;
const LIST = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[{${BARE}},${OTHER}]}`;
const LEGACY =
  '2026-11-23T21:33:46.4Z AUDIT: id="l" stage="Panic" ip="<unknown>" method="get" user="<none>" groups="<none>" as="<self>" asgroups="<lookup>" user-agent="" namespace="<none>" uri="/" response="<deferred>"';
const LEGACY_EVENT =
  '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"l","stage":"Panic","requestURI":"/","verb":"get","user":{},"requestReceivedTimestamp":"2026-11-23T21:33:46.400000Z"}';

describe('one line', () => {
  it.each([
    [
      'an event, byte for byte',
      ` { "level" : "Metadata", "auditID":"a","stage":"Panic"} `,
      [` { "level" : "Metadata", "auditID":"a","stage":"Panic"} `],
    ],
    ['an event before CR LF', `${EVENT}\r`, [EVENT]],
    ['an EventList', LIST, [EVENT, OTHER]],
    ['an EventList of v1beta1', LIST.replace('audit.k8s.io/v1', 'audit.k8s.io/v1beta1'), [EVENT, OTHER]],
    [
      'an EventList with its items given twice, of which the last counts',
      LIST.replace('"items"', '"items":[1],"it\\u0065ms"'),
      [EVENT, OTHER],
    ],
    ['an empty EventList', '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[]}', []],
    ['an EventList without items', '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":null}', []],
    ['an array', `[ ${EVENT} , null, ${OTHER}]`, [EVENT, OTHER]],
    ['an array of EventLists', `[${LIST},${LIST}]`, [EVENT, OTHER, EVENT, OTHER]],
    ['an array with something else in it', `[${EVENT},{"a": 1},7]`, [EVENT, '{"a":1}', '7']],
    ['a List', `{"apiVersion":"v1","items":[${EVENT}],"kind":"List","metadata":{}}`, [EVENT]],
    ['events joined without a line end', `${EVENT}${OTHER}`, [EVENT, OTHER]],
    ['files joined without a line end, each with its byte order mark', `${EVENT}\ufeff${OTHER}`, [EVENT, OTHER]],
    ['lines ended by CR alone', `${EVENT}\r${OTHER}\r`, [EVENT, OTHER]],
    ['an item of a list over lines', `${EVENT},`, [EVENT]],
    ['an item without kind of a list over lines', `{ ${BARE} },`, [EVENT]],
    ['the last item', `${EVENT}]}`, [EVENT]],
    ['a comma first', `,${EVENT}`, [EVENT]],
    ['the beginning of an array', `[${EVENT},`, [EVENT]],
    ['the beginning of an EventList', `${LIST.slice(0, LIST.indexOf('{"level"'))}`, []],
    ['the beginning of an EventList with an item', `${LIST.slice(0, LIST.indexOf('{"kind":"Event",'))}`, [EVENT]],
    ['brackets', '[', []],
    ['brackets', ']}', []],
    ['a comma', ',', []],
    ['the legacy format', `${LEGACY}\r`, [LEGACY_EVENT]],
  ])('%s', (_, line, events) => {
    expect(eventsOfLine(line)).toEqual(events);
  });

  it.each([
    ['not json', 'broken JSON at byte 2'],
    ['{"a":', 'cut short: the line ends inside its JSON'],
    ['{"a":1}', 'not an audit event: no kind, and no level, auditID and stage either'],
    ['[1,2]', 'not a JSON object, and no list of audit events'],
    ['7', 'not a JSON object'],
    ['{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":"x"}', 'a list whose items cannot be read'],
    [`{"kind":"List","apiVersion":"v1","items":{"a":${EVENT}}}`, 'not an audit event: kind "List", apiVersion "v1"'],
    ['}', 'broken JSON at byte 1'],
    [`${EVENT} x`, 'broken JSON: more text after the object, at byte 98'],
    [`{${HEAD},"user":{`, 'cut short: the line ends inside its JSON'],
    [`{${HEAD},"items":[`, 'cut short: the line ends inside its JSON'],
    [`{"kind":"Ev${EVENT}`, 'broken JSON at byte 14'],
    ['{"kind":"Event","apiVersion":"v1","message":"x"},', 'a core v1 Event, not an audit event'],
    ['2026-11-23 said something', 'broken JSON at byte 5'],
    [LEGACY.slice(0, -5), 'legacy format: no response="..." at byte 182'],
  ])('%s is none', (line, bad) => {
    expect(eventsOfLine(line)).toEqual({ bad });
  });
});

describe('wrappers', () => {
  const quoted = JSON.stringify(EVENT);
  it.each([
    [
      "docker's json-file",
      `{"log":${JSON.stringify(`${EVENT}\n`)},"stream":"stdout","time":"2026-11-23T21:29:26.2Z"}`,
      [EVENT],
    ],
    ['CRI', `2026-11-23T21:29:26.204137123Z stdout F ${EVENT}`, [EVENT]],
    ['CRI with a tag more, and an offset', `2026-11-23T21:29:26.204137123+01:00 stderr F:x ${EVENT}`, [EVENT]],
    ['CRI around the legacy format', `2026-11-23T21:29:26Z stdout F ${LEGACY}`, [LEGACY_EVENT]],
    [
      'filebeat',
      `{"@timestamp":"x","@metadata":{"beat":"filebeat"},"event":{"dataset":"x"},"message":${quoted}}`,
      [EVENT],
    ],
    ["filebeat's event.original", `{"@timestamp":"x","event":{"original":${quoted}}}`, [EVENT]],
    ['vector', `{"file":"/x","host":"h","message":${quoted},"source_type":"file"}`, [EVENT]],
    ['fluent-bit, parsed', `{"date":1.5,"log": ${EVENT}}`, [EVENT]],
    [
      "fluent-bit around docker's",
      `{"date":1,"log":${JSON.stringify(`{"log":${JSON.stringify(`${EVENT}\n`)},"stream":"stdout"}`)}}`,
      [EVENT],
    ],
    ['one level deeper', `{"kubernetes":{"log":"x"},"message":{"message":${quoted}}}`, [EVENT]],
    ['Elasticsearch', `{"_index":"x","_source":{"message":${quoted}}}`, [EVENT]],
    ['an event without kind', `{"log":"{${BARE.replaceAll('"', '\\"')}}"}`, [EVENT]],
    [
      'blanks, which go',
      `{"log":"{ \\"kind\\" : \\"Event\\",\\"apiVersion\\":\\"audit.k8s.io/v1\\",${BARE.replaceAll('"', '\\"')}}"}`,
      [EVENT],
    ],
    ['a list', `{"message":${JSON.stringify(LIST)}}`, [EVENT, OTHER]],
    ['the legacy format', `{"log":${JSON.stringify(`${LEGACY}\n`)}}`, [LEGACY_EVENT]],
    ['an array of wrapped ones', `[{"log":${quoted}},{"log":${JSON.stringify(OTHER)}}]`, [EVENT, OTHER]],
  ])('%s', (_, line, events) => {
    expect(eventsOfLine(line)).toEqual(events);
  });

  it.each([
    // What names its own kind is that, whatever it carries.
    [`{"kind":"Event","apiVersion":"v1","message":${quoted}}`, 'a core v1 Event, not an audit event'],
    [
      `{"kind":"ConfigMap","apiVersion":"v1","data":{"log":${quoted}}}`,
      'not an audit event: kind "ConfigMap", apiVersion "v1"',
    ],
    // Nor is a field somewhere else looked at.
    [`{"request":{"log":${quoted}}}`, 'not an audit event: no kind, and no level, auditID and stage either'],
    [`{"log":"${EVENT.slice(0, 30).replaceAll('"', '\\"')}"}`, 'in log: cut short: the line ends inside its JSON'],
    ['{"log":"hello","message":"[]"}', 'not an audit event: no kind, and no level, auditID and stage either'],
    [
      `2026-11-23T21:29:26Z stdout P ${EVENT.slice(0, 30)}`,
      "a part of a container's log line, which goes on in the next",
    ],
  ])('%s is none', (line, bad) => {
    expect(eventsOfLine(line)).toEqual({ bad });
  });

  it('an event that has such a field is itself', () => {
    const event = `{${HEAD},"log":${quoted},"message":"x"}`;
    expect(eventsOfLine(event)).toEqual([event]);
  });

  it('ends, however deep they are', () => {
    let line = EVENT;
    for (let depth = 0; depth < 12; depth++) line = JSON.stringify({ log: line });
    expect(eventsOfLine(line)).toHaveProperty('bad');
    expect(eventsOfLine('{"log":'.repeat(50_000) + '}'.repeat(50_000))).toHaveProperty('bad');
    expect(eventsOfLine('['.repeat(100_000))).toHaveProperty('bad');
    for (const many of [
      `[${'1,'.repeat(1_100_000)}1]`,
      '{}'.repeat(1_100_000),
      LIST.replace('[', `[${'1,'.repeat(1_100_000)}`),
    ])
      expect(eventsOfLine(many)).toHaveProperty('bad');
  });
});

describe('a last line that will never end', () => {
  const isWhole = wholeEventTest();
  it.each([
    [EVENT, true],
    [LIST, true],
    [LEGACY, true],
    [`{"log":${JSON.stringify(EVENT)}}`, true],
    [`2026-11-23T21:29:26Z stdout F ${EVENT}`, true],
    [EVENT.slice(0, -1), false],
    [LEGACY.slice(0, -1), false],
    ['[', false],
    ['{"a":1}', false],
    ['', false],
  ])('%s: %s', (line, whole) => {
    expect(isWhole(Buffer.from(line))).toBe(whole);
  });
});

const shared = sharedDir();
describe.skipIf(shared === null)('recorded webhook bodies (../shared)', () => {
  const dir = join(shared ?? '', 'samples', 'webhook');
  const names = shared === null ? [] : readdirSync(dir).filter((name) => name.endsWith('.json'));
  it.each(names)('%s gives the same events on one line and on many', (name) => {
    const text = readFileSync(join(dir, name), 'utf8');
    const items = (JSON.parse(text) as { items: readonly { auditID: string }[] }).items; // an EventList
    const one = readLines(Buffer.from(text));
    expect(one.events.map((event) => event.auditID)).toEqual(items.map((item) => item.auditID));
    const many = readLines(Buffer.from(JSON.stringify(JSON.parse(text), null, 2)));
    expect(many.events.map((event) => JSON.parse(event.text) as unknown)).toEqual(
      one.events.map((event) => JSON.parse(event.text) as unknown),
    );
    expect([one.bad, many.bad]).toEqual([[], []]);
  });
});
