/** The JSON value of a line, or why it is none. */
export function parseJsonLine(text: string): { readonly value: unknown } | { readonly error: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    // The message quotes the line, which may hold anything.
    const why = error instanceof Error ? error.message : String(error);
    return { error: `it is no JSON: ${why.replace(/\p{C}/gu, '\u00b7')}` };
  }
}
