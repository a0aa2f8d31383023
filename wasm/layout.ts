/**
 * Where things lie in the memory of the compiled scan, in bytes. Read by both sides: by AssemblyScript, which compiles
 * `scan.ts`, and by TypeScript, which fills the tables and reads the rows.
 */

/** Slots of `src/audit/shape.ts` there is room for. */
export const MAX_SLOTS = 32;

/**
 * Which slots have their text looked up: slot, dictionary, and the column of plain rows that takes the code (i32). The
 * dictionaries count from 1, after the last one is a 0; -1 is no column.
 */
export const DICTIONARIES = 0x10000;
export const DICTIONARY_BYTES = 12;

/** The slots of what is looked at besides (i32); the hashed one is auditID. */
export const GROUPS = 0x10400;
export const HASHED = 0x10404;
export const SLOT_VERB = 0x10408;
export const SLOT_URI = 0x1040c;
export const SLOT_USERNAME = 0x10410;
export const SLOT_UID = 0x10414;
export const SLOT_RESOURCE = 0x10418;
export const SLOT_API_GROUP = 0x1041c;
export const SLOT_SUBRESOURCE = 0x10420;
export const SLOT_NAMESPACE = 0x10424;
export const SLOT_NAME = 0x10428;
export const SLOT_REASON = 0x1042c;
export const SLOT_STATUS = 0x10430;
export const SLOT_TRUNCATED = 0x10434;
/** The dictionary of paths (i32); 0: no columns of plain rows are wanted. */
export const PATHS = 0x10438;
/** The columns whose codes come from more than one slot, or from none (i32). */
export const COLUMN_RESOURCE = 0x1043c;
export const COLUMN_PATH = 0x10440;
export const COLUMN_CODE = 0x10444;
export const COLUMN_STATUS = 0x10448;

/** Of each slot, by the length and end of a text, the entry found last: the same few texts stand there line after line. */
export const RECENT = 0x50000;
export const RECENT_BYTES = 0x8000;
export const RECENT_OF_SLOT = 1024;

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

/**
 * Columns of plain rows: those of codes (u32), one after the other, the greatest code of each (u32), and the others.
 * `PLAIN` (u8): 1 where the row is plain, and all its cells are here.
 */
export const COLUMNS = 0x40000;
export const COLUMN_BYTES = 4 * MAX_ROWS;
export const MAX_COLUMNS = 16;
export const MOST = 0x44000;
export const PLAIN = 0x44100;
export const PLAIN_FLAGS = 0x44200;
export const PLAIN_TIME = 0x44400;
export const PLAIN_AUDIT = 0x44c00;
export const PLAIN_LATENCY = 0x45400;
export const PLAIN_START = 0x45800;
export const PLAIN_LENGTH = 0x45c00;
/** Stands for an unknown latency. */
export const NO_LATENCY = 0xffffffff;
/** Bits of the flags of a plain row. */
export const PLAIN_IS_RESOURCE = 1;
export const PLAIN_HAS_USER = 2;
export const PLAIN_NS_FROM_BODY = 4;
export const PLAIN_NAME_FROM_BODY = 8;
export const PLAIN_TRUNCATED = 128;

/** Resources met lately: the codes of resource, API group and subresource, and the code they have together (i32). */
export const RESOURCES = 0x48000;
export const MAX_RESOURCES = 1024;
/** By response code below 1000: its code and 1, 0 where it was not asked for yet (i32). */
export const STATUSES = 0x4c000;
export const MAX_STATUS = 1000;

/** The lines, with room behind them for the LF of the last one, and for reading 32 bytes at once. */
export const INPUT = 0x60000;
export const INPUT_BYTES = 0x800000;
/** A text that is looked up, with room behind it as for the lines. */
export const ASKED = 0x860400;
export const ASKED_BYTES = 0xf000;
/** What the dictionaries have. */
export const HEAP = 0x870000;
