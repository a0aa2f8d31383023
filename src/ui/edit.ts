/** A line being typed: its text and where the cursor stands, in UTF-16 units. */

export interface Edit {
  readonly text: string;
  readonly at: number;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function editOf(text: string): Edit {
  return { text, at: text.length };
}

function put(edit: Edit, inserted: string): Edit {
  return { text: edit.text.slice(0, edit.at) + inserted + edit.text.slice(edit.at), at: edit.at + inserted.length };
}

/** Where the character before, or after, the cursor begins or ends. */
function before({ text, at }: Edit): number {
  let start = 0;
  for (const { index, segment } of segmenter.segment(text)) {
    if (index + segment.length >= at) return index;
    start = index;
  }
  return start;
}
function after({ text, at }: Edit): number {
  for (const { index, segment } of segmenter.segment(text)) {
    if (index >= at) return index + segment.length;
  }
  return text.length;
}

function cut({ text }: Edit, from: number, to: number): Edit {
  return { text: text.slice(0, from) + text.slice(to), at: from };
}

/** What a key does to the line; null where it is none of the line's keys. Readline's keys, as everywhere. */
export function editKey(edit: Edit, key: string): Edit | null {
  switch (key) {
    case 'Backspace':
    case 'C-h':
      return edit.at === 0 ? edit : cut(edit, before(edit), edit.at);
    case 'Delete':
      return edit.at === edit.text.length ? edit : cut(edit, edit.at, after(edit));
    case 'C-u':
      return cut(edit, 0, edit.at);
    case 'C-k':
      return cut(edit, edit.at, edit.text.length);
    case 'C-w': {
      const head = edit.text.slice(0, edit.at);
      return cut(edit, head.trimEnd().lastIndexOf(' ') + 1, edit.at);
    }
    case 'Left':
    case 'C-b':
      return { ...edit, at: edit.at === 0 ? 0 : before(edit) };
    case 'Right':
    case 'C-f':
      return { ...edit, at: after(edit) };
    case 'Home':
    case 'C-a':
      return { ...edit, at: 0 };
    case 'End':
    case 'C-e':
      return { ...edit, at: edit.text.length };
    case 'Space':
      return put(edit, ' ');
    default:
      return isCharacter(key) ? put(edit, key) : null;
  }
}

/** Pasted text: on one line, without control characters. */
export function paste(edit: Edit, text: string): Edit {
  return put(edit, text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trimEnd());
}

/** A key that is one printable character; named keys have names of several ASCII letters. */
export function isCharacter(key: string): boolean {
  return [...segmenter.segment(key)].length === 1 && !/^[\u0000-\u001f\u007f-\u009f]/.test(key);
}
