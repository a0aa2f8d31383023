/** The built program in a real pseudo-terminal, as a person has it: keys in, a screen out, nothing by the clock. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';

// CommonJS whose exports Node cannot see by name; the type is the package's own.
const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as typeof import('@xterm/headless');

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The pinned Node, the launcher, and the executable that Bun makes. */
export const NODE = `${ROOT}node_modules/node/bin/node`;
export const LAUNCHER = `${ROOT}bin/auditty`;
export const EXECUTABLE = `${ROOT}build/auditty`;

export interface PtyProgram {
  /** The text of the screen, row by row, without trailing blanks. */
  rows(): string[];
  text(): string;
  /** Whether the screen is as a terminal shows it, and not half a frame. */
  whole(): boolean;
  /** Waits until this is on the screen; what is there instead is told after the time limit. */
  until(wanted: string | RegExp, seconds?: number): Promise<void>;
  untilGone(unwanted: string | RegExp): Promise<void>;
  keys(keys: string): void;
  resize(columns: number, rows: number): void;
  signal(name: NodeJS.Signals): void;
  /** Waits for the end: exit code and signal. */
  ended(): Promise<{ readonly exitCode: number; readonly signal: number }>;
  /** Everything the program wrote, raw. */
  raw(): string;
  /** Whether the alternate screen is on. */
  alternate(): boolean;
  readonly pid: number;
  kill(): void;
}

/** Starts a command in a terminal of that size. CI is taken out of its environment unless `env` sets it. */
export function start(
  file: string,
  args: readonly string[],
  size: { readonly columns: number; readonly rows: number } = { columns: 120, rows: 40 },
  env: Readonly<Record<string, string>> = {},
): PtyProgram {
  const { CI: _, NO_COLOR: __, ...inherited } = process.env;
  const pty: IPty = spawn(file, [...args], {
    cols: size.columns,
    rows: size.rows,
    cwd: ROOT,
    env: { ...inherited, TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8', ...env },
  });
  const terminal = new Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  let raw = '';
  let end: { exitCode: number; signal: number } | null = null;
  pty.onData((data) => {
    raw += data;
    terminal.write(data);
  });
  pty.onExit(({ exitCode, signal }) => {
    end = { exitCode, signal: signal ?? 0 };
  });
  const rows = (): string[] =>
    Array.from(
      { length: terminal.rows },
      (_, y) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + y)?.translateToString(true) ?? '',
    );
  const text = (): string => rows().join('\n');
  // A frame comes in pieces where the machine is busy: between the marks of synchronized output (DEC 2026) the screen
  // is half the frame before, and no terminal shows it.
  const whole = (): boolean => !terminal.modes.synchronizedOutputMode;
  const holds = (wanted: string | RegExp): boolean =>
    typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text());
  const poll = async (done: () => boolean, what: string, seconds: number): Promise<void> => {
    const deadline = Date.now() + seconds * 1000;
    while (!done()) {
      if (Date.now() > deadline) throw new Error(`${what} after ${seconds} s; the screen is:\n${text()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return {
    rows,
    text,
    whole,
    until: (wanted, seconds = 20) => poll(() => whole() && holds(wanted), `no ${String(wanted)}`, seconds),
    untilGone: (unwanted) => poll(() => whole() && !holds(unwanted), `still ${String(unwanted)}`, 20),
    keys: (keys) => pty.write(keys),
    resize(columns, height) {
      terminal.resize(columns, height);
      pty.resize(columns, height);
    },
    signal: (name) => process.kill(pty.pid, name),
    async ended() {
      await poll(() => end !== null, 'not ended', 20);
      await new Promise((resolve) => setTimeout(resolve, 50)); // the last output may come after the exit
      await new Promise<void>((resolve) => terminal.write('', resolve));
      return end ?? { exitCode: -1, signal: 0 };
    },
    raw: () => raw,
    alternate: () => terminal.buffer.active.type === 'alternate',
    pid: pty.pid,
    kill: () => pty.kill('SIGKILL'),
  };
}

export const KEY = {
  up: '\x1b[A',
  down: '\x1b[B',
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  backspace: '\x7f',
  end: '\x1b[F',
  home: '\x1b[H',
} as const;
