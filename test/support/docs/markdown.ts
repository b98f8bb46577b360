/** Cells of every table row whose first cell holds code, without the code marks. */
export function codeRows(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What stands in code marks, in order. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** The part of a document below a heading of any level, up to the next heading. */
export function sectionOf(markdown: string, title: string): string {
  const parts = markdown.split(/^#+ /m);
  const part = parts.find((one) => one.startsWith(`${title}\n`));
  if (part === undefined) throw new Error(`there is no section "${title}"`);
  return part.slice(title.length);
}

/** Targets of links within the repository, without their fragments. */
export function relativeLinks(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target) && !target.startsWith('#'))
    .map((target) => target.replace(/#.*$/, ''));
}

/** Lines of fenced blocks, joined where they end in a backslash. */
export function fencedLines(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^ *```\w*\n([\s\S]*?)^ *```$/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.replace(/\\\n\s*/g, '').split(/\n */));
}
