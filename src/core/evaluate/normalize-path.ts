import type { PathNormalization } from '../model/enforcement-point.ts';

/** A path as the rules see it. */
export interface NormalizedPath {
  /** Without query and fragment. */
  readonly path: string;
  readonly pathWithQuery: string;
}

/** N1: what the proxy makes of a request target before it is judged; null = it refuses it with 400 or 404. */
export function normalizePath(raw: string, mode: PathNormalization): NormalizedPath | null {
  const target = relative(withoutFragment(raw));
  // N1: in no mode a control, a space, or what doesn't begin with a slash, like the star of OPTIONS.
  if (!target.startsWith('/') || REFUSED.test(target)) return null;
  const cut = target.indexOf('?');
  const path = normalized(cut < 0 ? target : target.slice(0, cut), mode);
  if (path === null) return null;
  return { path, pathWithQuery: cut < 0 ? path : path + target.slice(cut) };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is refused
const REFUSED = /[\x00-\x20\x7f]/;

function normalized(path: string, mode: PathNormalization): string | null {
  if (mode === 'NONE' || PLAIN.test(path)) return path;
  const decoded = mode === 'DECODE_AND_MERGE_SLASHES' ? decodeSlashes(path) : path;
  const plain = decoded.replaceAll(DOTS_WITH_PARAMETERS, '/$1');
  if (plain.includes('%00')) return null; // N1: in NONE it passes
  const resolved = resolveDots(encode(decodeUnreserved(plain)).replaceAll('\\', '/'));
  return mode === 'BASE' ? resolved : mergeSlashes(resolved);
}

/** N1: parameters don't hide dots, as they stand between slashes as they stand. */
const DOTS_WITH_PARAMETERS = /\/(\.\.?);[^/]*/g;

/** No mode changes it: words between single slashes, without dots at their ends or anything escaped. */
const PLAIN = /^(\/[\w-]+(\.[\w-]+)*)+\/?$/;

function withoutFragment(target: string): string {
  const at = target.indexOf('#');
  return at < 0 ? target : target.slice(0, at);
}

/** N1: of an absolute-form target only the path counts. */
function relative(target: string): string {
  const start = ABSOLUTE.exec(target)?.[0];
  return start === undefined ? target : target.slice(start.length) || '/';
}

const ABSOLUTE = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]*)/i;

/** The host that an absolute-form target puts into the place of the request's own; null = it isn't one. */
export function hostOfTarget(raw: string): string | null {
  return ABSOLUTE.exec(raw)?.[1] ?? null;
}

function decodeSlashes(path: string): string {
  return path.replaceAll(/%2f/gi, '/').replaceAll(/%5c/gi, '\\');
}

/**
 * RFC 3986 §2.3, in one pass: what it makes isn't decoded again. A percent sign that escapes nothing stays,
 * unless what is decoded after it would make it an escape.
 */
function decodeUnreserved(path: string): string {
  const decoded = path.replaceAll(/%([0-9a-fA-F]{2})?/g, (text, hex?: string) => {
    if (hex === undefined) return BARE;
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : text;
  });
  return decoded.replaceAll(NOW_ESCAPE, '%25').replaceAll(BARE, '%');
}

/** Stands for a bare percent sign; it can't be in a target (`REFUSED`). */
const BARE = '\0';
const NOW_ESCAPE = /\0(?=[0-9a-fA-F]{2})/g;

/**
 * Eight bytes that never stand in a normalised path, and, as HTTP/2 lets them through, those beyond ASCII.
 */
function encode(path: string): string {
  return path.replaceAll(/["<>^`{|}]|[\u0080-\uffff]+/g, (text) =>
    text > '\x7f'
      ? encodeURIComponent(text.toWellFormed())
      : `%${text.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** RFC 3986 §5.2.4: `/a/.` is `/a/`, and above the root is the root. */
function resolveDots(path: string): string {
  const segments: string[] = [];
  const all = path.slice(1).split('/');
  for (const [index, segment] of all.entries()) {
    const isDots = segment === '.' || segment === '..';
    if (!isDots) segments.push(segment);
    if (segment === '..') segments.pop();
    if (isDots && index === all.length - 1) segments.push('');
  }
  return `/${segments.join('/')}`;
}

/** N1: of slashes alone two stay. */
function mergeSlashes(path: string): string {
  return /^\/\/+$/.test(path) ? '//' : path.replaceAll(/\/{2,}/g, '/');
}
