import { createHash } from 'node:crypto';

/** Strong: the same bytes have the same tag, in every process. */
export function etagOf(content: string): string {
  return `"${createHash('sha256').update(content).digest('base64url')}"`;
}

/** RFC 9110 §13.1.2: weak comparison, a list, or `*`. */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => {
    const opaque = tag.trim().replace(/^W\//, '');
    return opaque === '*' || opaque === etag;
  });
}
