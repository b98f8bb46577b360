const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = 0xfeff;
/** A character of a string takes at most this many bytes of UTF-8 … */
const BYTES_A_CHAR = 3;
/** … and a line may have a byte order mark before it and a carriage return behind. */
const BYTES_AROUND = 4;

export interface TextLineSink {
  /** One line of UTF-8 without its end; what isn't UTF-8 in it is U+FFFD. */
  line(text: string): void;
  /** A line with more characters than allowed: skipped up to its end. */
  oversize(): void;
}

export interface TextLines {
  write(chunk: Uint8Array): void;
  /** The input ends here; what comes next begins a new line and a new input. */
  end(): void;
}

/**
 * Cuts bytes into lines of text, however they arrive. Whole chunks are decoded at once, which is several
 * times faster than line by line. Of a line that a chunk cuts off no more than the allowed length is kept.
 */
export function createTextLines(maxChars: number, sink: TextLineSink): TextLines {
  let pieces: Buffer[] = [];
  let held = 0;
  let skipping = false;
  let first = true;

  function hold(piece: Buffer): void {
    if (skipping || piece.length === 0) return;
    held += piece.length;
    // A chunk may be its sender's to reuse.
    if (held <= maxChars * BYTES_A_CHAR + BYTES_AROUND) pieces.push(Buffer.from(piece));
    else {
      pieces = [];
      skipping = true;
    }
  }

  function finish(last: Buffer): void {
    if (skipping) sink.oversize();
    else emit(Buffer.concat([...pieces, last]).toString('utf8'));
    pieces = [];
    held = 0;
    skipping = false;
    first = false;
  }

  function emit(text: string): void {
    const from = first && text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    first = false;
    const to = text.charCodeAt(text.length - 1) === CARRIAGE_RETURN ? text.length - 1 : text.length;
    if (to - from > maxChars) sink.oversize();
    else sink.line(from === 0 && to === text.length ? text : text.slice(from, to));
  }

  return {
    write(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let from = 0;
      if (held > 0 || skipping) {
        const end = bytes.indexOf(NEWLINE);
        if (end < 0) return hold(bytes);
        finish(bytes.subarray(0, end));
        from = end + 1;
      }
      const last = bytes.lastIndexOf(NEWLINE);
      if (last >= from) {
        const text = bytes.toString('utf8', from, last);
        let start = 0;
        for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
          emit(text.slice(start, end));
          start = end + 1;
        }
        emit(text.slice(start));
      }
      hold(bytes.subarray(Math.max(from, last + 1)));
    },
    end() {
      if (held > 0 || skipping) finish(Buffer.alloc(0));
      first = true;
    },
  };
}
