const SHOWN = 4;

/** `a`, `a or b`, `a, b or c`; of a long list the first and how many more there are. */
export function listed(values: readonly string[], word: 'or' | 'and' = 'or'): string {
  const [only] = values;
  if (only === undefined) return '';
  if (values.length === 1) return only;
  if (values.length <= SHOWN) return `${values.slice(0, -1).join(', ')} ${word} ${values.at(-1)}`;
  const more = values.length - SHOWN + 1;
  return `${values.slice(0, SHOWN - 1).join(', ')} ${word} ${more} more`;
}

/** `1 rule`, `2 rules`. */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}
