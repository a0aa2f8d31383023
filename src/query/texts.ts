/** Texts put one after the other, to be handed to the worker that runs expressions. */
import type { Texts } from './expression-messages.ts';

export class TextList {
  private bytes = new Uint8Array(64 * 1024);
  private readonly ends: number[] = [];
  private used = 0;

  get count(): number {
    return this.ends.length;
  }

  add(text: Uint8Array): void {
    const end = this.used + text.length;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.used));
      this.bytes = larger;
    }
    this.bytes.set(text, this.used);
    this.used = end;
    this.ends.push(end);
  }

  /** A copy of all of them. */
  all(): Texts {
    return { bytes: this.bytes.slice(0, this.used), ends: Uint32Array.from(this.ends) };
  }
}
