// Each check gives null, or a sentence that names the key: made only when something is wrong.

/** A JSON object; arrays are none. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function wrongObject(value: unknown, key: string): string | null {
  return value === undefined || isObject(value) ? null : wrong(value, key, 'an object');
}

export function wrongText(value: unknown, key: string): string | null {
  return value === undefined || typeof value === 'string' ? null : wrong(value, key, 'a string');
}

export function wrongTextOrNull(value: unknown, key: string): string | null {
  return value === null ? null : wrongText(value, key);
}

/** A whole number from `least` to `most`. */
export function wrongNumber(value: unknown, key: string, least: number, most: number): string | null {
  if (value === undefined) return null;
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return null;
  return wrong(
    value,
    key,
    `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}`,
  );
}

export function wrongChoice(value: unknown, key: string, known: readonly string[]): string | null {
  if (value === undefined || known.includes(value as string)) return null;
  return wrong(value, key, `one of ${known.join(', ')}`);
}

/** An object whose values are strings, e.g. labels. */
export function wrongTexts(value: unknown, key: string): string | null {
  if (value === undefined) return null;
  if (!isObject(value)) return wrong(value, key, 'an object');
  for (const name in value) {
    if (typeof value[name] !== 'string') return wrong(value[name], `${key}.${shortened(name)}`, 'a string');
  }
  return null;
}

export function missing(key: string): string {
  return `${key} is missing`;
}

export function wrong(value: unknown, key: string, wanted: string): string {
  return `${key} is ${shown(value)}, not ${wanted}`;
}

/** A value as far as a sentence needs it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return shortened(JSON.stringify(value) ?? String(value));
}

const SHOWN_CHARS = 40;

function shortened(text: string): string {
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}
