import type { PolicyMesh } from '../model/enforcement-point.ts';
import { matchesValue } from './value-pattern.ts';

/** D2: in a principal it stands for the mesh's own trust domain. */
const POINTER = 'cluster.local';

type TrustDomains = Pick<PolicyMesh, 'trustDomain' | 'aliases'>;

/** A value of `principals` as Envoy gets it: one for each trust domain that it stands for (D1–D4). */
export function expandedPrincipal(value: string, mesh: TrustDomains): readonly string[] {
  const [domain = '', ...rest] = value.split('/');
  if (rest.length !== 4 || domain === '*') return [value]; // D1, D3, D4: nothing to rewrite
  const domains = [mesh.trustDomain, ...mesh.aliases];
  if (domain !== POINTER && !domains.some((one) => fits(domain, one))) return [value]; // D4: kept as written
  // D1: a pattern on the domain's end stays as it is where it fits.
  return domains.map((one) => (isSuffixOf(domain, one) ? value : [one, ...rest].join('/')));
}

/**
 * S6: a value of `trustDomains` that is the mesh's domain or an alias stands for all; there is no pointer.
 */
export function expandedTrustDomain(value: string, mesh: TrustDomains): readonly string[] {
  const domains = [mesh.trustDomain, ...mesh.aliases];
  return domains.includes(value) ? domains : [value];
}

/** D1: patterns are compared both ways. */
function fits(a: string, b: string): boolean {
  return a === b || isPattern(b, a) || isPattern(a, b);
}

function isPattern(pattern: string, text: string): boolean {
  return pattern === '*' || ((pattern.startsWith('*') || pattern.endsWith('*')) && fitsEnd(pattern, text));
}

function fitsEnd(pattern: string, text: string): boolean {
  return isSuffixOf(pattern, text) || (pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1)));
}

function isSuffixOf(pattern: string, text: string): boolean {
  return pattern.startsWith('*') && text.endsWith(pattern.slice(1));
}

/** S6: does an identity's trust domain match? A star alone is any identity, one at an end stays within the domain. */
export function matchesTrustDomain(value: string, principal: string): boolean {
  if (value === '*') return true;
  const end = principal.indexOf('/');
  return end >= 0 && matchesValue(value, principal.slice(0, end));
}
