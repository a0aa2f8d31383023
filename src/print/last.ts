/** `-n`: only the last so many texts of what is there already; what comes after is let through. */
export interface Last {
  take(text: string): void;
  /** Lets out what is held back: the end has been reached. */
  release(): void;
}

/** `lines` null: everything is let through as it comes. */
export function lastOf(lines: number | null, emit: (text: string) => void): Last {
  let held: string[] | null = lines === null ? null : [];
  return {
    take(text) {
      if (held === null) return emit(text);
      held.push(text);
      if (held.length > (lines ?? 0)) held.shift();
    },
    release() {
      for (const text of held ?? []) emit(text);
      held = null;
    },
  };
}
