/**
 * The one table of keys. Handlers look commands up in it, the key bar and the help screen are drawn from it; a key
 * that is not here does nothing.
 */

/** Where a key works: the pane or screen that has the focus, or the prompt that is open. */
export type Context =
  | 'list'
  | 'timeline'
  | 'facet'
  | 'detail'
  | 'policy'
  | 'lint'
  | 'help'
  | 'bad'
  | 'sources'
  | 'columns'
  | 'empty';

export type Command =
  | 'up' | 'down' | 'page-up' | 'page-down' | 'half-up' | 'half-down' | 'first' | 'last'
  | 'next-error' | 'prev-error' | 'next-same' | 'prev-same' | 'mark' | 'next-mark' | 'prev-mark'
  | 'next-pane' | 'prev-pane' | 'open' | 'back' | 'zoom' | 'policy' | 'sources' | 'bad' | 'process' | 'help'
  | 'search' | 'search-inside' | 'next-match' | 'prev-match' | 'query' | 'include' | 'exclude' | 'drop-last' | 'clear' | 'requests'
  | 'highlight' | 'next-highlight' | 'prev-highlight' | 'follow' | 'pause' | 'local-time'
  | 'copy' | 'copy-value' | 'copy-path' | 'copy-command' | 'save' | 'reveal' | 'fold' | 'go-in' | 'go-out' | 'narrow' | 'filter-value' | 'exclude-value'
  | 'columns' | 'scroll-left' | 'scroll-right' | 'move-up' | 'move-down' | 'wider' | 'narrower' | 'usual'
  | 'timeline' | 'earlier' | 'later' | 'extend-earlier' | 'extend-later' | 'range' | 'zoom-in' | 'zoom-out'
  | 'next-burst' | 'prev-burst' | 'next-gap' | 'prev-gap'
  | 'rule-events' | 'why' | 'lint' | 'next-drift' | 'prev-drift' | 'drop-nth' | 'more-history' | 'suspend' | 'redraw' | 'quit'; // biome-ignore format: a table

export type HelpSection = 'Move' | 'Timeline' | 'Open' | 'Find' | 'Live' | 'Take away';

export interface Binding {
  readonly command: Command;
  readonly keys: readonly string[];
  readonly in: readonly Context[];
  /** On the key bar: what it does, in the fewest words. */
  readonly bar?: string;
  /** How the keys are written on the bar, where not as the first of them. */
  readonly barKeys?: string;
  /** How the keys are written in the help, where not as they are. */
  readonly label?: string;
  readonly help?: readonly [HelpSection, string];
}

const MAIN: readonly Context[] = ['list', 'timeline', 'facet', 'empty'];
const LISTS: readonly Context[] = [
  'list',
  'facet',
  'detail',
  'policy',
  'lint',
  'help',
  'bad',
  'sources',
  'columns',
  'empty',
];
const ALL: readonly Context[] = [...LISTS, 'timeline'];
const ROWS: readonly Context[] = ['list', 'detail'];

/** In the order in which the key bar offers them. */
export const BINDINGS: readonly Binding[] = [
  { command: 'down', keys: ['j', 'Down', 'C-n'], in: LISTS, label: 'j k ↓ ↑', help: ['Move', 'row'] },
  { command: 'up', keys: ['k', 'Up', 'C-p'], in: LISTS },
  { command: 'half-down', keys: ['C-d'], in: LISTS, label: 'C-d C-u', help: ['Move', 'half a page'] },
  { command: 'half-up', keys: ['C-u'], in: LISTS.filter((each) => each !== 'empty') },
  { command: 'page-down', keys: ['PgDn', 'C-f'], in: LISTS, label: 'PgDn PgUp', help: ['Move', 'page'] },
  { command: 'page-up', keys: ['PgUp', 'C-b'], in: LISTS },
  { command: 'first', keys: ['g', 'Home'], in: ALL, label: 'g G', help: ['Move', 'first, last'] },
  { command: 'last', keys: ['G'], in: ALL },
  { command: 'last', keys: ['End'], in: ALL.filter((each) => each !== 'list') },

  { command: 'drop-nth', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], in: ['empty'], barKeys: '1-9', bar: 'drop that one' },
  { command: 'drop-nth', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], in: ['facet'] },
  { command: 'drop-last', keys: ['Backspace'], in: ['empty'], bar: 'drop the last' },
  { command: 'clear', keys: ['C-u'], in: ['empty'], bar: 'clear' },

  { command: 'next-pane', keys: ['Tab'], in: ['facet'], bar: 'next pane' },
  { command: 'include', keys: ['Space'], in: ['facet'], bar: 'include' },
  { command: 'exclude', keys: ['x'], in: ['facet'], bar: 'exclude' },
  { command: 'narrow', keys: ['/'], in: ['facet'], bar: 'narrow' },
  { command: 'open', keys: ['Enter'], in: ['facet'], bar: 'to the list' },
  { command: 'back', keys: ['Esc'], in: ['facet'], bar: 'close' },

  { command: 'include', keys: ['Space'], in: ['columns'], bar: 'show or hide' },
  { command: 'move-up', keys: ['K'], in: ['columns'], barKeys: 'K J', bar: 'move' },
  { command: 'move-down', keys: ['J'], in: ['columns'] },
  { command: 'wider', keys: ['+', '='], in: ['columns'], barKeys: '+ -', bar: 'wider, narrower' },
  { command: 'narrower', keys: ['-'], in: ['columns'] },
  { command: 'usual', keys: ['0'], in: ['columns'], bar: 'as usual' },
  { command: 'save', keys: ['s'], in: ['columns'], bar: 'keep' },
  { command: 'scroll-right', keys: ['Right'], in: ['list'], label: '← →', help: ['Move', 'more columns'] },
  { command: 'scroll-left', keys: ['Left'], in: ['list'] },
  { command: 'later', keys: ['l', 'Right'], in: ['timeline'], barKeys: '← →', bar: 'move', label: '← → h l', help: ['Timeline', 'move'] },
  { command: 'earlier', keys: ['h', 'Left'], in: ['timeline'] },
  { command: 'range', keys: ['v', 'Space'], in: ['timeline'], bar: 'range', label: 'v Space', help: ['Timeline', 'begin a range, or drop it'] },
  { command: 'extend-later', keys: ['L', 'S-Right'], in: ['timeline'], label: 'H L', help: ['Timeline', 'move, and choose a range'] },
  { command: 'extend-earlier', keys: ['H', 'S-Left'], in: ['timeline'] },
  { command: 'open', keys: ['Enter'], in: ['timeline'], bar: 'go there', help: ['Timeline', 'only the range; go there'] },
  { command: 'zoom-in', keys: ['+', '='], in: ['timeline'], barKeys: '+ -', bar: 'zoom', label: '+ -', help: ['Timeline', 'zoom in, out'] },
  { command: 'zoom-out', keys: ['-', '_'], in: ['timeline'] },
  { command: 'next-burst', keys: ['b'], in: ['timeline'], barKeys: 'b B', bar: 'burst', label: 'b B', help: ['Timeline', 'next, previous burst'] },
  { command: 'prev-burst', keys: ['B'], in: ['timeline'] },
  { command: 'next-gap', keys: ['n'], in: ['timeline'], barKeys: 'n N', bar: 'gap', label: 'n N', help: ['Timeline', 'next, previous gap'] },
  { command: 'prev-gap', keys: ['N'], in: ['timeline'] },
  { command: 'back', keys: ['Esc'], in: ['timeline'], bar: 'back' },
  { command: 'drop-last', keys: ['Backspace'], in: ['timeline'] },
  { command: 'next-pane', keys: ['Tab'], in: ['timeline'] },
  { command: 'prev-pane', keys: ['S-Tab'], in: ['timeline'] },

  { command: 'fold', keys: ['Space'], in: ['detail'], bar: 'fold' },
  { command: 'search-inside', keys: ['/'], in: ['detail'], bar: 'search' },
  { command: 'reveal', keys: ['R'], in: ['detail'], bar: 'reveal' },
  { command: 'copy-value', keys: ['y'], in: ['detail'], bar: 'copy' },
  { command: 'filter-value', keys: ['+'], in: ['detail'], bar: 'filter on value' },
  { command: 'exclude-value', keys: ['-'], in: ['detail'], bar: 'exclude value' },
  { command: 'go-in', keys: ['Right'], in: ['detail'] },
  { command: 'go-out', keys: ['Left'], in: ['detail'] },
  { command: 'open', keys: ['Enter'], in: ['detail'], bar: 'whole value' },
  { command: 'copy-path', keys: ['c'], in: ['detail'], bar: 'copy path' },
  { command: 'copy', keys: ['C'], in: ['detail'], bar: 'copy event' },
  { command: 'next-same', keys: ['o'], in: ROWS, label: 'o O', help: ['Move', 'same request (auditID)'] },

  { command: 'search', keys: ['/'], in: ['list', 'empty'], bar: 'search', help: ['Find', 'fuzzy: half a name will do'] },
  { command: 'next-match', keys: ['n'], in: ROWS, label: 'n N', help: ['Find', 'next, previous match'] },
  { command: 'prev-match', keys: ['N'], in: ROWS },
  { command: 'query', keys: [':'], in: MAIN, bar: 'filter', help: ['Find', 'filter line'] },
  { command: 'next-pane', keys: ['Tab'], in: ['list', 'empty', 'detail'], bar: 'facets', label: 'Tab S-Tab', help: ['Move', 'next, previous pane'] },
  { command: 'prev-pane', keys: ['S-Tab'], in: ['list', 'facet', 'empty', 'detail'] },
  { command: 'open', keys: ['Enter'], in: ['list'], bar: 'open', help: ['Open', 'the event'] },
  { command: 'include', keys: ['Space'], in: ['list'], help: ['Find', 'include a value'] },
  { command: 'exclude', keys: ['x'], in: ['list'], bar: 'exclude', help: ['Find', 'exclude a value'] },
  { command: 'next-error', keys: ['e'], in: ROWS, bar: 'next error', label: 'e E', help: ['Move', 'next, previous error'] },
  { command: 'prev-error', keys: ['E'], in: ROWS },
  { command: 'prev-same', keys: ['O'], in: ROWS },
  { command: 'mark', keys: ['m'], in: ROWS, label: 'm u U', help: ['Move', 'mark, next, previous mark'] },
  { command: 'next-mark', keys: ['u'], in: ROWS },
  { command: 'prev-mark', keys: ['U'], in: ROWS },
  { command: 'next-highlight', keys: [']'], in: ROWS, label: '] [', help: ['Move', 'next, previous highlighted'] },
  { command: 'prev-highlight', keys: ['['], in: ROWS },
  { command: 'back', keys: ['Esc'], in: ['list', 'empty'], help: ['Open', 'one step back'] },
  { command: 'drop-last', keys: ['Backspace'], in: ['list', 'facet'], help: ['Find', 'drop the last filter'] },
  { command: 'requests', keys: ['r'], in: MAIN, bar: 'requests', help: ['Find', 'events, or one row a request'] },
  { command: 'follow', keys: ['f', 'End'], in: ['list'], help: ['Live', 'follow the newest'] },
  { command: 'follow', keys: ['f'], in: ['facet', 'empty', 'timeline'] },
  { command: 'pause', keys: ['p'], in: MAIN, bar: 'pause', help: ['Live', 'pause; reading goes on'] },
  { command: 'timeline', keys: ['t'], in: [...MAIN, 'detail'], help: ['Open', 'the timeline'] },
  { command: 'zoom', keys: ['z'], in: ['list', 'facet', 'detail'], help: ['Open', 'pane full screen, and back'] },
  { command: 'highlight', keys: ['h'], in: ['list'], help: ['Find', 'highlight what the rule matches'] },
  { command: 'rule-events', keys: ['Enter'], in: ['policy'], bar: 'its events' },
  { command: 'why', keys: ['w'], in: ['policy'], bar: 'why, or file' },
  { command: 'lint', keys: ['l'], in: ['policy'], bar: 'lint' },
  { command: 'next-drift', keys: ['e'], in: ['policy'], bar: 'next drift' },
  { command: 'prev-drift', keys: ['E'], in: ['policy'] },
  { command: 'include', keys: ['Space'], in: ['policy'], bar: 'filter by it' },
  { command: 'highlight', keys: ['h'], in: ['policy'], bar: 'highlight' },
  { command: 'open', keys: ['Enter'], in: ['sources'], bar: 'only its events' },
  { command: 'exclude', keys: ['x'], in: ['sources'], bar: 'without it' },
  { command: 'policy', keys: ['P'], in: [...MAIN, 'detail'], bar: 'policy', help: ['Open', 'policy: rules, why, lint'] },
  { command: 'sources', keys: ['S'], in: [...MAIN, 'detail'], help: ['Open', 'sources'] },
  { command: 'bad', keys: ['B'], in: ['sources'], bar: 'bad lines and gaps' },
  { command: 'open', keys: ['Enter'], in: ['bad'], bar: 'event beside the gap' },
  { command: 'bad', keys: ['B'], in: [...MAIN, 'detail'], help: ['Open', 'bad lines and gaps'] },
  { command: 'columns', keys: ['C'], in: MAIN, help: ['Open', 'columns of the list'] },
  { command: 'more-history', keys: ['<'], in: MAIN, help: ['Live', 'read further back'] },
  { command: 'process', keys: ['i'], in: ALL, help: ['Open', 'about this process'] },
  { command: 'local-time', keys: ['T'], in: ALL, help: ['Live', 'UTC, local, or from the cursor'] },
  { command: 'copy', keys: ['y'], in: ['list'], help: ['Take away', 'copy the event, masked'] },
  { command: 'copy-value', keys: [], in: [], label: 'y c C', help: ['Take away', 'inside: value, path, event'] },
  { command: 'search-inside', keys: [], in: [], label: '/', help: ['Find', 'inside the opened event'] },
  { command: 'copy-command', keys: ['Y'], in: [...MAIN, 'detail'], help: ['Take away', 'copy this filter as a command'] },
  { command: 'save', keys: ['s'], in: [...MAIN, 'detail'], help: ['Take away', 'save what matches'] },
  { command: 'reveal', keys: ['R'], in: [], help: ['Take away', 'reveal, on this screen only'] },
  { command: 'back', keys: ['Esc'], in: ['detail', 'policy', 'lint', 'help', 'bad', 'sources', 'columns'], bar: 'back' },
  { command: 'help', keys: ['?'], in: ALL.filter((each) => each !== 'help'), bar: 'help' },
  { command: 'back', keys: ['?'], in: ['help'] },
  { command: 'suspend', keys: ['C-z'], in: ALL, help: ['Open', 'suspend'] },
  { command: 'redraw', keys: ['C-l'], in: ALL },
  { command: 'quit', keys: ['q'], in: ALL, label: 'q', help: ['Open', 'quit (C-c too)'] },
]; // biome-ignore format: a table

/** What a key means in a context; null where it means nothing. */
export function commandFor(context: Context, key: string): Command | null {
  return BINDINGS.find((binding) => binding.in.includes(context) && binding.keys.includes(key))?.command ?? null;
}

/** The keys of a context that stand on the bar, in their order. */
export function barOf(context: Context): readonly Binding[] {
  return BINDINGS.filter((binding) => binding.in.includes(context) && binding.bar !== undefined);
}

/** What the prompts answer to, for their key bars; the keys themselves are `prompt.ts`'s. */
export const PROMPT_BARS: Readonly<Record<'search' | 'query' | 'narrow' | 'save' | 'inside', readonly (readonly [string, string])[]>> = {
  search: [['↑↓', 'choose'], ['Enter', 'keep as filter'], ['C-x', 'exclude chosen'], ['C-u', 'clear'], ['Esc', 'cancel']],
  query: [['↑↓', 'choose'], ['Tab', 'complete'], ['Enter', 'apply'], ['C-p', 'earlier'], ['C-r', 'find earlier'], ['C-u', 'clear'], ['Esc', 'cancel']],
  narrow: [['Enter', 'keep'], ['↑↓', 'choose'], ['C-u', 'clear'], ['Esc', 'all values']],
  inside: [['Enter', 'keep'], ['↑↓', 'step through'], ['C-u', 'clear'], ['Esc', 'take it back']],
  save: [['Enter', 'save'], ['C-u', 'clear'], ['Esc', 'cancel']],
}; // biome-ignore format: a table
