/** Texts in ASCII that are kept as bytes until somebody asks for them: all are made at once, which is far cheaper. */
export class WaitingTexts {
  private bytes = Buffer.allocUnsafe(1024);
  private ends: number[] = [];
  private used = 0;

  get count(): number {
    return this.ends.length;
  }

  add(bytes: Buffer, from: number, to: number): void {
    const end = this.used + to - from;
    if (end > this.bytes.length) this.bytes = Buffer.concat([this.bytes], Math.max(end, this.bytes.length * 2));
    for (let k = from, at = this.used; k < to; k++, at++) this.bytes[at] = bytes[k]!;
    this.used = end;
    this.ends.push(end);
  }

  /** Puts all of them at the end of a list, and holds none any more. */
  makeAll(texts: string[]): void {
    const all = this.bytes.toString('latin1', 0, this.used);
    let start = 0;
    for (const end of this.ends) {
      texts.push(all.slice(start, end));
      start = end;
    }
    this.ends = [];
    this.used = 0;
    this.bytes = Buffer.allocUnsafe(1024);
  }
}
