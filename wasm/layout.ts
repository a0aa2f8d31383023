/**
 * Where things lie in the memory of the compiled scan, in bytes. Read by both sides: by AssemblyScript, which compiles
 * `scan.ts`, and by TypeScript, which fills the tables and reads the rows.
 */

/** Slots of `src/audit/shape.ts` there is room for. */
export const MAX_SLOTS = 32;

/** Which slots have their text looked up: pairs of slot and dictionary (i32), the dictionary counted from 1. */
export const DICTIONARIES = 0x10000;

/** The slot of user.groups, and the one whose text is hashed (i32). */
export const GROUPS = 0x10400;
export const HASHED = 0x10404;

/** Of each slot, by the length of a text, the entry found last: the same few texts stand there line after line. */
export const RECENT = 0xe000;
export const RECENT_BYTES = 0x2000;
export const RECENT_OF_SLOT = 256;

/** The keys of an event, by which everything begins; the keys of the objects in it follow. */
export const KEYS = 0x11000;
export const KEYS_END = 0x20000;
/** A table of keys: the first entry of each bucket (i32, 0: none), then the entry of all other keys. */
export const BUCKETS = 64;
export const KEYS_OTHER = 4 * BUCKETS;
export const KEYS_BYTES = KEYS_OTHER + 16;
/** An entry: the key's bytes, shorter than 32; then, all i32: */
export const ENTRY_LENGTH = 32;
export const ENTRY_TYPE = 36;
export const ENTRY_SLOT = 40;
/** The table of the keys of an object. */
export const ENTRY_KEYS = 44;
/** The next entry of the bucket. */
export const ENTRY_NEXT = 48;
export const ENTRY_IS_REF = 52;
export const ENTRY_BYTES = 64;

/** What an entry's value must be. */
export const TYPE_STRING = 0;
export const TYPE_STRINGS = 1;
export const TYPE_OBJECT = 2;
export const TYPE_CODE = 3;
export const TYPE_RECEIVED = 4;
export const TYPE_TIME = 5;
export const TYPE_EXTRA = 6;
export const TYPE_FREE_OBJECT = 7;

/** One row a line. */
export const ROWS = 0x20000;
export const ROW_BYTES = 512;
export const MAX_ROWS = 256;
/** Begin and end of the line in its block (i32). */
export const ROW_START = 0;
export const ROW_END = 4;
/** 1: an event, and the row says what it holds; 0: the reference must look at the line. */
export const ROW_IS_EVENT = 8;
/** Bits: objectRef is present, user.extra and user.groups are not empty. */
export const ROW_FLAGS = 12;
export const IS_RESOURCE = 1;
export const HAS_EXTRA = 2;
export const HAS_GROUPS = 4;
/** responseStatus.code (i32). */
export const ROW_CODE = 16;
/** Microseconds since the epoch (f64), NaN: absent. */
export const ROW_TIME = 24;
export const ROW_RECEIVED = 32;
/** The hash of the hashed slot's bytes (f64): `src/audit/hash.ts`. */
export const ROW_HASH = 40;
/** By slot: 1 where the string holds a backslash (u8), begin and end in the block and dictionary code (i32). */
export const ROW_ESCAPED = 48;
export const ROW_FROM = 80;
export const ROW_TO = 208;
export const ROW_CODES = 336;

/** The lines, with room behind them for the LF of the last one, and for reading 32 bytes at once. */
export const INPUT = 0x40000;
export const INPUT_BYTES = 0x800000;
/** What the dictionaries have. */
export const HEAP = 0x850000;
