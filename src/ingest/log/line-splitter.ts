const NEWLINE = 10;

export interface LineSink {
  /**
   * One line without its newline, a char per byte. `terminated`: false = the input ended before its newline.
   */
  line(text: string, terminated: boolean): void;
  /** A line longer than the cap: skipped up to its newline. */
  oversize(): void;
}

export interface LineSplitter {
  write(chunk: Uint8Array): void;
  /** The input ends here; what comes next begins a new line. */
  end(): void;
}

/**
 * Cuts a byte stream into lines, however it arrives in chunks. A line is handed on as a string with one char
 * per byte (latin1): proxies write header bytes as they are, so nothing may depend on a line being valid
 * UTF-8. Memory stays below `maxBytes` and one chunk: of a longer line no more is kept.
 */
export function createLineSplitter(maxBytes: number, sink: LineSink): LineSplitter {
  let pieces: Buffer[] = [];
  let held = 0;
  let skipping = false;

  function hold(piece: Buffer): void {
    if (skipping || piece.length === 0) return;
    held += piece.length;
    if (held > maxBytes) {
      pieces = [];
      skipping = true;
    } else {
      // A chunk may be its sender's to reuse, and a slice would pin all of it.
      pieces.push(Buffer.from(piece));
    }
  }

  function finish(last: Buffer, terminated: boolean): void {
    const size = held + last.length;
    if (skipping || size > maxBytes) sink.oversize();
    else if (held === 0) sink.line(last.toString('latin1'), terminated);
    else sink.line(Buffer.concat([...pieces, last], size).toString('latin1'), terminated);
    pieces = [];
    held = 0;
    skipping = false;
  }

  return {
    write(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let from = 0;
      for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
        finish(bytes.subarray(from, to), true);
        from = to + 1;
      }
      hold(bytes.subarray(from));
    },
    end() {
      if (held > 0) finish(Buffer.alloc(0), false);
    },
  };
}
