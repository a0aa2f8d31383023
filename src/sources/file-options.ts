import type { FileRecord } from './held-file.ts';

/** Unpacked bytes of history: what may be read, Infinity for all, and what was. The limit may be raised while reading. */
export interface HistoryBudget {
  limit: number;
  read: number;
}

/** What a followed file is read with: one table, so that tests can make every size and time small. */
export interface FileOptions {
  /** Whether the file's rotated siblings are read too. */
  readonly rotated: boolean;
  /**
   * Of which log the file is a rotated sibling itself, that log being read by nobody or not there: an absolute path,
   * links resolved. The siblings read with it are that log's. Null: the file is the log.
   */
  readonly log: string | null;
  /** Whether a sibling that was there when the file was opened is read with it; false: another source has it. */
  readonly isOwn: (sibling: FileRecord) => boolean;
  /** How far reading back goes, in tail order. Sources that share a limit share this. */
  readonly history: HistoryBudget;
  /** What is kept of a compressed file while it is read backwards, which unpacks it once from its start for each. */
  readonly keepBytes: number;
  /** Bytes of the first read from the end. Doubled until it holds `tailLines` whole lines. */
  readonly tailBytes: number;
  /** Bytes at which one whole line is enough for the first read. */
  readonly tailMaxBytes: number;
  /** A screenful. */
  readonly tailLines: number;
  /** Bytes of every other read. */
  readonly blockBytes: number;
  /** A longer line comes in pieces of about this many bytes, each of them a bad line to its consumer. */
  readonly maxLineBytes: number;
  /** How long nothing may come before a last line without LF is looked at, and before a missing file is gone. */
  readonly quietMs: number;
  /** How often stat looks, whatever the watcher says. */
  readonly pollMs: number;
  /** How long a rotated or deleted file is kept open for a writer that has not noticed yet. */
  readonly graceMs: number;
}

const MB = 1024 * 1024;

/** What is the same for all sources. */
export const FILE_OPTIONS: Omit<FileOptions, 'history'> = {
  rotated: true,
  log: null,
  isOwn: () => true,
  keepBytes: 64 * MB,
  tailBytes: 256 * 1024,
  tailMaxBytes: 16 * MB,
  tailLines: 64,
  blockBytes: MB,
  maxLineBytes: 64 * MB,
  quietMs: 300,
  pollMs: 1000,
  graceMs: 5000,
};
