import type { Call } from '../evaluate/call.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import { compareAddresses } from './address-classes.ts';
import { addressNumber } from './address-range.ts';
import { compareWords } from './char-set.ts';
import { comparePorts } from './port-classes.ts';

/** The order that makes one witness smaller than another, as far as TCP connections go: attribute by attribute. */
export function compareCalls(a: Call, b: Call, mesh: PolicyMesh): number {
  return (
    comparePorts(a.port, b.port) ||
    comparePrincipals(a.principal ?? null, b.principal ?? null, mesh) ||
    byNumber(a.sourceAddress, b.sourceAddress) ||
    byNumber(a.destinationAddress, b.destinationAddress) ||
    compareOptional(a.sni ?? null, b.sni ?? null)
  );
}

/** None first, then the mesh's own trust domains in their order, then others; then by text. */
function comparePrincipals(a: string | null, b: string | null, { trustDomain, aliases }: PolicyMesh): number {
  const trusted = [trustDomain, ...aliases];
  function rank(principal: string | null): number {
    const at = trusted.indexOf(principal?.split('/')[0] ?? '');
    return at < 0 ? trusted.length : at;
  }
  if (a === null || b === null) return compareOptional(a, b);
  return rank(a) - rank(b) || compareWords(a, b);
}

function compareOptional(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareWords(a, b);
}

function byNumber(a: string | undefined, b: string | undefined): number {
  return compareAddresses(addressNumber(a ?? '') ?? 0n, addressNumber(b ?? '') ?? 0n);
}
