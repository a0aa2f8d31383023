import { describe, expect, it } from 'vitest';
import type { Row, View } from '../../src/engine/engine.ts';
import { EVERYTHING } from '../../src/query/query.ts';
import { editKey, editOf } from '../../src/ui/edit.ts';
import { type InkKey, keysOf } from '../../src/ui/input.ts';
import { BINDINGS, type Command, type Context, commandFor } from '../../src/ui/keys.ts';
import { isFollowing, position, topIndex } from '../../src/ui/place.ts';
import { reduce } from '../../src/ui/reducer.ts';
import { initialState, type State } from '../../src/ui/state.ts';

const CONFIG = { version: '0', sourceName: 'a', sourceArguments: ['/a'], redact: true };
const start = (): State =>
  initialState({
    config: CONFIG,
    policy: null,
    size: { columns: 120, rows: 40 },
    query: EVERYTHING,
    fold: 'stages',
    highlight: [],
    local: false,
  });

function row(id: number): Row {
  return {
    id: `0:${id}:0`, source: 'a', time: id, stage: 'ResponseComplete', level: 'Metadata', verb: 'get', user: 'u', as: '', isResource: true,
    resource: 'pods', apiGroup: '', namespace: 'n', name: String(id), code: 200, latency: 1, ip: '', agent: '', decision: '', reason: '', size: 1,
    rule: null, hits: [],
  }; // biome-ignore format: a table
}

/** A window [from, to) of `all` rows, anchored at its last or at `anchor`. */
function view(from: number, to: number, all: number, anchor = to - 1): View {
  return {
    seq: 1,
    rows: Array.from({ length: to - from }, (_, at) => row(from + at)),
    anchorIndex: anchor - from,
    more: { before: from > 0, after: to < all },
    newer: 0,
    watermark: all,
    facets: [],
    total: { passing: all, held: all, position: anchor + 1 },
    best: [],
    timeline: null,
    text: null,
  };
}

const command = (state: State, ...commands: Command[]): State =>
  commands.reduce((next, each) => reduce(next, { type: 'command', command: each, key: '', now: 0 }), state);
const shown = (state: State, next: View): State => reduce(state, { type: 'view', view: next });

describe('a place in the list', () => {
  it('follows the end until one moves up', () => {
    const state = shown(start(), view(0, 100, 100));
    expect(isFollowing(state)).toBe(true);
    const up = command(state, 'up');
    expect(isFollowing(up)).toBe(false);
    expect(up.list).toMatchObject({ cursor: '0:98:0', upTo: 100 });
    expect(isFollowing(command(up, 'follow'))).toBe(true);
    expect(isFollowing(command(state, 'down'))).toBe(true);
  });

  it('keeps its event and its row on the screen when older rows come in front', () => {
    let state = command(shown(start(), view(50, 100, 100)), 'up', 'up', 'up');
    const onScreen = 46 - topIndex(state);
    expect(position(state)).toBe(97);
    state = shown(state, { ...view(20, 130, 130, 96), watermark: 100 });
    expect(state.list.cursor).toBe('0:96:0');
    expect(76 - topIndex(state)).toBe(onScreen);
    expect(position(state)).toBe(97);
  });

  it('owes the steps it cannot make, and makes them when rows come', () => {
    let state = shown(start(), view(60, 100, 200, 99));
    state = command(state, ...Array.from({ length: 50 }, (): Command => 'up'));
    expect(state.list).toMatchObject({ cursor: '0:60:0', owed: -11 });
    state = command(state, 'down', 'down');
    expect(state.list.owed).toBe(-9);
    state = shown(state, view(0, 120, 200, 60));
    expect(state.list).toMatchObject({ cursor: '0:51:0', owed: 0 });
  });

  it('gives way to the anchor where its event does not pass any more', () => {
    const state = command(shown(start(), view(0, 100, 100)), 'up', 'up');
    const filtered = shown(state, { ...view(0, 10, 10, 7), rows: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90].map(row) });
    expect(filtered.list.cursor).toBe('0:70:0');
  });

  it('names the first row there is, so that what is read later comes above it', () => {
    let state = command(shown(start(), view(20, 100, 100)), 'first');
    expect(state.list.window.anchor).toBe('start');
    state = shown(state, view(5, 90, 100, 5));
    expect(state.list).toMatchObject({ cursor: '0:5:0', window: { anchor: '0:5:0' } });
  });

  it('pauses and resumes where it was', () => {
    const state = shown(start(), view(0, 100, 100));
    const paused = reduce(state, { type: 'command', command: 'pause', key: 'p', now: 42 });
    expect(paused.list).toMatchObject({ upTo: 100, pausedAt: 42, cursor: 'end' });
    expect(isFollowing(command(paused, 'pause'))).toBe(true);
    const moved = command(paused, 'up', 'pause');
    expect(moved.list).toMatchObject({ upTo: null, pausedAt: null, cursor: '0:98:0' });
    expect(shown(moved, { ...view(0, 120, 120, 98), watermark: 120 }).list.upTo).toBe(120);
  });
});

describe('progress', () => {
  it('tells how many events drift, which are none at the start', () => {
    expect(start().drift).toBe(0);
    expect(reduce(start(), { type: 'progress', progress: { type: 'drift', count: 7 }, at: 0 }).drift).toBe(7);
  });
});

describe('keys', () => {
  const none: InkKey = {
    upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, pageDown: false, pageUp: false, home: false,
    end: false, return: false, escape: false, ctrl: false, shift: false, tab: false, backspace: false, delete: false, meta: false,
  }; // biome-ignore format: a table

  it.each([
    ['jjj', none, ['j', 'j', 'j']],
    ['jk:\r', none, ['j', 'k', ':', 'Enter']],
    ['a b\t', none, ['a', 'Space', 'b', 'Tab']],
    ['\u0004\u0015', none, ['C-d', 'C-u']],
    ['e\u0301名', none, ['e\u0301', '名']],
    ['d', { ...none, ctrl: true }, ['C-d']],
    ['', { ...none, upArrow: true }, ['Up']],
    ['', { ...none, escape: true }, ['Esc']],
    ['j', { ...none, meta: true }, ['Esc', 'j']],
    ['', { ...none, tab: true, shift: true }, ['S-Tab']],
  ] as const)('%j are %o', (input, key, expected) => expect(keysOf(input, key)).toEqual(expected));

  it('mean one thing in a context', () => {
    const contexts: readonly Context[] = ['list', 'facet', 'detail', 'policy', 'help', 'bad', 'sources', 'empty'];
    for (const context of contexts) {
      const keys = BINDINGS.filter((binding) => binding.in.includes(context)).flatMap((binding) => binding.keys);
      expect(
        keys.filter((key, at) => keys.indexOf(key) !== at),
        context,
      ).toEqual([]);
      expect(commandFor(context, 'q')).toBe('quit');
    }
    expect(commandFor('list', '$')).toBeNull();
  });
});

describe('a line being typed', () => {
  it.each([
    [['a', 'b', 'Left', 'x'], 'axb'],
    [['名', 'e\u0301', 'Backspace'], '名'],
    [['a', 'Space', 'b', 'c', 'C-w'], 'a '],
    [['a', 'b', 'C-a', 'Delete'], 'b'],
    [['a', 'b', 'Left', 'C-u'], 'b'],
    [['a', 'b', 'Left', 'C-k'], 'a'],
  ])('%o gives %j', (keys, text) => {
    expect(keys.reduce((edit, key) => editKey(edit, key) ?? edit, editOf('')).text).toBe(text);
  });
});

describe('the opened event', () => {
  const gone = (why: string) => ({ kind: 'gone', why }) as const;
  const opened = (): State => reduce(start(), { type: 'detail-wanted', id: 'a' });

  it('gives way to the one that data brought, unless a key has opened another', () => {
    const followed = { type: 'detail-followed', from: 'a', id: 'b', content: gone('b') } as const;
    expect(reduce(opened(), followed).detail).toMatchObject({ id: 'b', content: gone('b'), cursor: 0 });
    const other = reduce(opened(), { type: 'detail-wanted', id: 'c' });
    expect(reduce(other, followed)).toBe(other);
  });
});
