/**
 * The arguments of a command that a text prints, from the words `start` on, over lines that a backslash continues;
 * without the program's own name. Throws if it isn't there.
 */
export function printedCommand(text: string, start: string): string[] {
  const joined = text.replaceAll(/\\\n\s*/g, '');
  const from = joined.indexOf(start);
  if (from < 0) throw new Error(`"${start}" isn't in:\n${text}`);
  const [line = ''] = joined.slice(from).split('\n');
  return line.trim().split(/ +/).slice(1);
}
