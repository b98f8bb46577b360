import { isOpaqueToken } from './opaque-token.ts';

/**
 * `secret`: always an identifier, so its literal is never stored. `identifier`: may be stored as a sample.
 */
export type SegmentKind = 'word' | 'identifier' | 'secret';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const ULID = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/i;
const JWT = /(?:^|[^\w-])eyJ[\w-]{8,}\./;
const VENDOR_TOKEN =
  /^(?:gh[opsru]_|github_pat_|glpat-|xox[abeprs]-|[prs]k_(?:live|test)_|AKIA|ASIA|AIza)[\w-]{12,}$/;
const NO_TOKEN = /[^\w+-]+/;
const LONG_NUMBER = /\d{12}/;
const SPACED_NUMBER = /^\+?\d[\d -]{11,}$/;
const EXTENSION = /^[a-z][a-z0-9]{0,7}$/i;
const MAIL_DOMAIN = /^(?!v?\d+\.\d)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?![a-z0-9-])/i;
const HEX = /^(?:[0-9a-f]{8,}|[0-9A-F]{8,})$/;
const WORD_THEN_NUMBER = /^[a-f]+\d*$/i;
const DATE = /^\d{4}-(?:(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|W[0-5]\d)(?:[T_ ][\d:.,+\-Z]+)?$/;
const COMPACT_TIME = /^\d{8}T\d{4,6}Z?$/;

/**
 * What a path segment is by its type. Judged with its ASCII escapes decoded, once. A hex hash has 8 or more
 * digits of one case and at least one digit before a letter, so that words of hex letters (`facade`,
 * `deadbeef`) and words with a number (`cafe2024`) stay words; from 16 on it is a secret. A file
 * (`app.9f8e7d6c.js`, `404.html`) stays a word unless what stands before its first dot is a secret.
 */
export function segmentKind(segment: string): SegmentKind {
  if (segment.length < 20 && !/[\d@]/.test(segment)) return 'word';
  const text = segment.replace(/%([2-7][0-9a-f])/gi, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  if (isSecret(text)) return 'secret';
  return isInteger(text) || isHash(text) || isDate(text) ? 'identifier' : 'word';
}

function isSecret(text: string): boolean {
  if (UUID.test(text) || JWT.test(text) || hasMailAddress(text) || isSpacedNumber(text)) return true;
  return partsThatName(text).some(isSecretPart);
}

/**
 * Bundlers put a build hash between name and extension (`name.HASH.js`): no secret, and no part that names.
 */
function partsThatName(text: string): readonly string[] {
  const parts = text.split('.');
  const isFile = parts.length >= 3 && EXTENSION.test(parts.at(-1) ?? '');
  return isFile ? parts.slice(0, 1) : parts;
}

function isSecretPart(part: string): boolean {
  if (LONG_NUMBER.test(part)) return true;
  // A slash that came escaped may be one of base64's digits, as `+` is.
  const whole = part.includes('/') ? part.replaceAll('/', '+').split(NO_TOKEN) : [];
  return [...part.split(NO_TOKEN), ...whole].some(
    (token) =>
      VENDOR_TOKEN.test(token) || isOpaqueToken(token) || token.split(/[^a-z0-9]+/i).some(isSecretWord),
  );
}

function isSecretWord(word: string): boolean {
  if (word.length < 16) return false;
  return ULID.test(word) || (HEX.test(word) && (/\d/.test(word) || word.length >= 20)) || isOpaqueToken(word);
}

function hasMailAddress(text: string): boolean {
  const parts = text.split('@');
  return parts.some((part, i) => MAIL_DOMAIN.test(part) && /[\w.+-]$/.test(parts[i - 1] ?? ''));
}

function isSpacedNumber(text: string): boolean {
  return SPACED_NUMBER.test(text) && LONG_NUMBER.test(text.replace(/[ -]/g, '')) && !isDate(text);
}

function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text);
}

function isHash(text: string): boolean {
  return HEX.test(text) && !WORD_THEN_NUMBER.test(text);
}

function isDate(text: string): boolean {
  return DATE.test(text) || COMPACT_TIME.test(text);
}
