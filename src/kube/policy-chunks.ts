/** A part of a YAML file between two `---` lines. */
export interface Chunk {
  readonly text: string;
  /** Of its first line in the file, from 1. */
  readonly line: number;
}

/**
 * Splits a YAML file at its `---` lines, so that a broken document doesn't take the others with it: in YAML
 * such a line ends a document wherever it stands, in a block of text too. The line itself begins the part
 * after it.
 */
export function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  let startLine = 1;
  let line = 1;
  for (let at = 0; at >= 0 && at <= text.length; ) {
    if (at > start && text.startsWith('---', at) && /^[\s]?$/.test(text.charAt(at + 3))) {
      chunks.push({ text: text.slice(start, at), line: startLine });
      start = at;
      startLine = line;
    }
    const end = text.indexOf('\n', at);
    if (end < 0) break;
    at = end + 1;
    line += 1;
  }
  chunks.push({ text: text.slice(start), line: startLine });
  return chunks.filter(({ text: part }) => !isBlank(part));
}

/** Nothing but comments, directives and the line that begins it. */
function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    const rest = (at === 0 ? line.replace(/^---(?=\s|$)/, '') : line).trimStart();
    if (rest !== '' && !rest.startsWith('#') && !line.startsWith('%')) return false;
    if (end < 0) break;
    at = end + 1;
  }
  return true;
}
