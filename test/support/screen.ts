/**
 * A terminal for tests: Ink draws onto a fake TTY that feeds @xterm/headless, and tests read what a person would
 * see. Nothing here sleeps for a fixed time: tests wait for text.
 */
import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';

export interface Screen {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** All in one read, as a fast typist or a slow link delivers it. */
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** The rows of the screen without trailing blanks. */
  rows(): readonly string[];
  text(): string;
  /** Waits until the screen satisfies `test`, a text or a predicate; fails with the screen in the message. */
  until(test: string | RegExp | ((text: string) => boolean), what?: string): Promise<string>;
  /** Waits until the text is on the screen no more. */
  gone(text: string): Promise<string>;
  /** How the cell at (row, column) is drawn. */
  cell(row: number, column: number): Drawn;
  /** Everything that was written, escape sequences too. */
  written(): string;
  /** Is the alternate screen on? */
  alternate(): boolean;
  errors(): string;
}

export interface Drawn {
  readonly chars: string;
  readonly bold: boolean;
  readonly inverse: boolean;
  readonly underline: boolean;
  /** `#rrggbb`, `palette:n`, or `default`. */
  readonly foreground: string;
  readonly background: string;
}

const PATIENCE_MS = 10_000;

/** A terminal of this size. */
export function fakeScreen(columns: number, rows: number): Screen {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0, convertEol: true });
  let written = '';
  let errors = '';
  const pending: string[] = [];
  const stdin = new EventEmitter();
  const stdout = new EventEmitter();
  const stderr = new EventEmitter();
  Object.assign(stdin, {
    isTTY: true,
    setEncoding() {},
    setRawMode() {},
    ref() {},
    unref() {},
    pause() {},
    resume() {},
    read: () => pending.shift() ?? null,
  });
  const take = (chunk: string | Uint8Array, done?: unknown): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    written += text;
    terminal.write(text, () => {
      if (typeof done === 'function') done();
    });
    return true;
  };
  Object.assign(stdout, { isTTY: true, columns, rows, write: take, getColorDepth: () => 24, hasColors: () => true });
  Object.assign(stderr, {
    isTTY: true,
    write: (chunk: string) => {
      errors += chunk;
      return true;
    },
  });

  const line = (at: number): string => terminal.buffer.active.getLine(at)?.translateToString(true) ?? '';
  const screen: Screen = {
    // The fakes have what Ink uses of a stream, and no more.
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    type(keys) {
      pending.push(keys);
      stdin.emit('readable');
    },
    resize(wide, high) {
      terminal.resize(wide, high);
      Object.assign(stdout, { columns: wide, rows: high });
      stdout.emit('resize');
    },
    rows: () => Array.from({ length: terminal.rows }, (_, at) => line(at)),
    text: () => screen.rows().join('\n'),
    async until(test, what) {
      const holds = (text: string): boolean =>
        typeof test === 'function' ? test(text) : typeof test === 'string' ? text.includes(test) : test.test(text);
      const from = performance.now();
      for (;;) {
        await new Promise<void>((resolve) => terminal.write('', resolve));
        const text = screen.text();
        if (holds(text)) return text;
        if (performance.now() - from > PATIENCE_MS) {
          throw new Error(`waited in vain for ${what ?? String(test)}; the screen:\n${text}\n${errors}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    gone: (text) => screen.until((now) => !now.includes(text), `"${text}" to go`),
    cell(row, column) {
      const cell = terminal.buffer.active.getLine(row)?.getCell(column);
      if (cell === undefined) throw new Error(`no cell at row ${row}, column ${column}`);
      const colour = (rgb: boolean, palette: boolean, value: number): string =>
        rgb ? `#${value.toString(16).padStart(6, '0')}` : palette ? `palette:${value}` : 'default';
      return {
        chars: cell.getChars(),
        bold: cell.isBold() !== 0,
        inverse: cell.isInverse() !== 0,
        underline: cell.isUnderline() !== 0,
        foreground: colour(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor()),
        background: colour(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor()),
      };
    },
    written: () => written,
    alternate: () => terminal.buffer.active.type === 'alternate',
    errors: () => errors,
  };
  return screen;
}
