// Lines are strings with one char per byte until a value is needed as text.

/** The text that a string of bytes spells; bytes that are not UTF-8 become U+FFFD. */
export function textOf(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The other way: a char per byte of the text's UTF-8 form. */
export function bytesOf(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** A copy that doesn't keep the line alive which it was cut from. */
export function ownText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
