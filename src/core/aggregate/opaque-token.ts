const TOKEN = /^[A-Za-z0-9_+-]+$/;
const HUMPS = /[A-Z]?[a-z]+|[A-Z]+|\d+/g;
const DIGITS = /\d+/g;
const SEPARATORS = /[_+-]/g;
const SHORTEST = 16;

/**
 * Base64, base62 or base36 of at least 16 characters, told from words by how its characters change class: a
 * word written in camelCase or with hyphens changes every four or five characters, a random text every one or
 * two. Tokens of lower-case letters alone can't be told from words.
 */
export function isOpaqueToken(text: string): boolean {
  const body = text.replace(/={1,2}$/, '');
  if (body.length < SHORTEST || !TOKEN.test(body)) return false;
  const separators = body.match(SEPARATORS)?.length ?? 0;
  if (separators * 6 > body.length) return false;
  const digitGroups = body.match(DIGITS)?.length ?? 0;
  if (digitGroups === 0 && body.length < 20) return false;
  const humps = body.match(HUMPS)?.length ?? 0;
  if (humps * 2.8 > body.length) return true;
  return separators === 0 && digitGroups >= 3;
}
