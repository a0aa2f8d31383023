/** Where things lie in the memory of the compiled search, in bytes. Read by both sides, as `layout.ts`. */

/** The text by place: the bytes that may stand there, and the others that may. */
export const SOME = 0x10000;
export const OTHER = 0x12000;
/** Longer texts are not for this search. */
export const MAX_NEEDLE = 0x1f00;

/** What was found: places from the beginning of the room (u32). */
export const FOUND = 0x14000;
export const MAX_FOUND = 0x2000;

/** Two rooms, with space before and behind them for reading 64 bytes at once from any place of a text. */
export const ROOM_BYTES = 0x400000;
export const ROOM_SPACE = 0x10000;
export const ROOM = 0x40000;
