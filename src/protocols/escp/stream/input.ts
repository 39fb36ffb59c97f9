/** Bytes of a job that came and were not read yet. */
export class Input {
  private bytes: Uint8Array = new Uint8Array(0);
  /** Of `bytes`, in the job. */
  private base = 0;
  private at = 0;

  /** The next piece of the job. What was left of the piece before is given up: it must have been read. */
  push(bytes: Uint8Array): void {
    this.base += this.bytes.length;
    // Views of Node's own kind of arrays take longer to make, and each row is one.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = 0;
  }

  /** Bytes from the beginning of the job to where reading stands. */
  get offset(): number {
    return this.base + this.at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** The next byte, which stays; undefined when there is none yet. */
  peek(): number | undefined {
    return this.bytes[this.at];
  }

  /** The next byte. Only where there is one. */
  next(): number {
    return this.bytes[this.at++]!;
  }

  /** The next bytes, as many as there are up to `most`: a view, good as long as the piece is. */
  some(most: number): Uint8Array {
    const from = this.at;
    this.at = Math.min(this.bytes.length, from + most);
    return this.bytes.subarray(from, this.at);
  }

  /** Passes over as many as there are up to `most`. @returns how many */
  skip(most: number): number {
    const count = Math.min(this.left, most);
    this.at += count;
    return count;
  }

  /** The bytes up to the first that `isOther` is true of, or to the end of the piece: a view. */
  while(isOther: (byte: number) => boolean): Uint8Array {
    const from = this.at;
    const { bytes } = this;
    let at = from;
    while (at < bytes.length && !isOther(bytes[at]!)) at++;
    this.at = at;
    return bytes.subarray(from, at);
  }
}
