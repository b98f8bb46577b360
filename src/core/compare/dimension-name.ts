import type { Atom } from './atom.ts';
import type { Attribute } from './attribute.ts';
import type { Reading } from './reading.ts';

/** What of a call an attribute looks at: conditions of one dimension are decided together. */
export function dimensionOf(attribute: Attribute, atom: Atom, { chain }: Reading): string {
  switch (attribute.kind) {
    case 'principal':
    case 'namespace':
    case 'serviceAccount':
    case 'trustDomain':
      return 'principal';
    case 'sourceIp':
      return 'source';
    case 'remoteIp':
      return chain === 'tcp' ? 'source' : 'remote'; // S12: on a TCP chain they are the same
    case 'destinationIp':
      return 'destination';
    case 'header':
      return headerDimension(attribute.name);
    case 'token':
    case 'other':
      return `${attribute.kind} ${atom.id} ${attribute.key}`;
    default:
      return attribute.kind;
  }
}

/** S10: some headers are names for other attributes. */
function headerDimension(name: string): string {
  if (name === ':method') return 'method';
  if (name === ':path') return 'path';
  return name === ':authority' || name === 'host' ? 'host' : `header ${name}`;
}
