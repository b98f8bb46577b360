/** More than an object of etcd's largest size, several times over. */
const LONGEST = 32 * 1024 * 1024;

/**
 * The lines of a body, those that are complete with each chunk together. Empty lines are left out, and what stands
 * after the last line break is not given. Throws RangeError when a line doesn't end.
 */
export async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let begun: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      begun.push(chunk.subarray(from, end));
      const line = textOf(begun);
      if (line !== '') lines.push(line);
      begun = [];
      size = 0;
      from = end + 1;
    }
    if (from < chunk.length) {
      begun.push(chunk.subarray(from));
      size += chunk.length - from;
      if (size > LONGEST) throw new RangeError(`a line of more than ${LONGEST} bytes`);
    }
    if (lines.length > 0) yield lines;
  }
}

function textOf(parts: readonly Uint8Array[]): string {
  const [only] = parts;
  const bytes = parts.length === 1 && only ? asBuffer(only) : Buffer.concat(parts);
  return bytes.toString('utf8');
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
