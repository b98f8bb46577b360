/**
 * Some words, sorted, read as a tree: a node is the range of those that begin with what was read. So thousands of
 * literal values cost an automaton nothing until it comes near them.
 */
export interface WordList {
  readonly words: readonly string[];
}

export interface WordNode {
  readonly from: number;
  /** One behind the last. */
  readonly to: number;
  readonly depth: number;
}

export function wordList(words: Iterable<string>): WordList {
  return { words: [...new Set(words)].sort() };
}

export function rootOf({ words }: WordList): WordNode | null {
  return words.length === 0 ? null : { from: 0, to: words.length, depth: 0 };
}

/** The words that go on with the character; null = none does. */
export function childOf(list: WordList, node: WordNode | null, code: number): WordNode | null {
  if (node === null) return null;
  const { depth } = node;
  const from = firstAt(list, node, depth, code);
  const to = firstAt(list, node, depth, code + 1);
  return from < to ? { from, to, depth: depth + 1 } : null;
}

/** Is one of the words read to its end? */
export function isWord({ words }: WordList, node: WordNode | null): boolean {
  return node !== null && words[node.from]?.length === node.depth;
}

/** The characters that the words go on with. */
export function nextCodes(list: WordList, node: WordNode | null): number[] {
  const codes: number[] = [];
  if (node === null) return codes;
  for (let at = isWord(list, node) ? node.from + 1 : node.from; at < node.to; ) {
    const code = codeAt(list, at, node.depth);
    codes.push(code);
    at = firstAt(list, { ...node, from: at }, node.depth, code + 1);
  }
  return codes;
}

/** The first word of the range whose character at `depth` isn't below `code`; an ended word is below all. */
function firstAt(list: WordList, { from, to }: WordNode, depth: number, code: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (codeAt(list, middle, depth) < code) low = middle + 1;
    else high = middle;
  }
  return low;
}

function codeAt({ words }: WordList, at: number, depth: number): number {
  const word = words[at] ?? '';
  return depth < word.length ? word.charCodeAt(depth) : -1;
}
