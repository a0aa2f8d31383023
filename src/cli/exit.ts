/** Exit codes, and the errors that end the program with one sentence. design.md, "The command line". */

export const EXIT = { ok: 0, nothing: 1, usage: 2, unreadable: 3, bug: 70, unwritable: 74, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error the user can do something about: told in its own words, without a stack. */
export class Complaint extends Error {
  readonly code: ExitCode;
  constructor(message: string, code: ExitCode) {
    super(message);
    this.code = code;
  }
}

/** The complaint of a command whose output could not all be written; nothing where it could. */
export function checkWritten({ failure }: { readonly failure: Error | null }): void {
  if (failure !== null) throw new Complaint(`the output cannot be written: ${failure.message}`, EXIT.unwritable);
}
