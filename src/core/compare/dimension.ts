import { isSingleSlot } from '../evaluate/header.ts';
import { addressClasses } from './address-classes.ts';
import { addressText } from './address-range.ts';
import { type Atom, ofKind, type ValueClass } from './atom.ts';
import type { Budget } from './budget.ts';
import type { Domain } from './domain.ts';
import { headerClasses } from './header-classes.ts';
import { pathDomain } from './path-domain.ts';
import { portClasses } from './port-classes.ts';
import type { Reading } from './reading.ts';
import { textClasses } from './text-classes.ts';
import {
  HOST_DOMAINS,
  LOWER_HOST_DOMAINS,
  METHOD_DOMAIN,
  principalDomains,
  SCHEME_DOMAIN,
  SNI_DOMAIN,
} from './text-domains.ts';

/** A value of an attribute; null = it isn't there, a list = a header's lines. */
export type Value = string | number | boolean | null | readonly string[];

/** What is asked of a dimension. */
export interface ClassSearch {
  /** The atoms that still matter. */
  readonly atoms: readonly Atom[];
  /** Classes in which none of these holds aren't needed; null = all are. */
  readonly must: ReadonlySet<Atom> | null;
  readonly budget: Budget;
}

/** One attribute of a call. */
export interface Dimension {
  readonly name: string;
  /** Every combination of atoms that can hold together, each by its first value, in the order of values. */
  classes(search: ClassSearch): Iterable<ValueClass<Value>>;
}

/** Verbs that come before others: the usual ones, and those that Envoy's HTTP/1 parser takes besides (S8). */
const METHODS = 'GET POST PUT DELETE PATCH HEAD OPTIONS TRACE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK';

export function dimensionNamed(name: string, reading: Reading): Dimension {
  const { mesh } = reading.point;
  const [kind, header = ''] = name.split(' ');
  switch (kind) {
    case 'port':
      return { name, classes: ({ atoms }) => portClasses(ofKind(atoms, 'port')) };
    case 'principal': {
      const trusted = [mesh.trustDomain, ...mesh.aliases].filter((one) => !one.includes('*'));
      return { name, classes: optional(texts(principalDomains(trusted), [])) };
    }
    case 'sni':
      return { name, classes: optional(texts([SNI_DOMAIN], [])) };
    case 'host':
      return { name, classes: texts(reading.hostCase ? HOST_DOMAINS : LOWER_HOST_DOMAINS, []) };
    case 'method':
      return { name, classes: texts([METHOD_DOMAIN], METHODS.split(' ')) };
    case 'path':
      return { name, classes: texts([pathDomain(mesh.pathNormalization, reading.query)], []) };
    case 'header':
      if (header === ':scheme') return { name, classes: texts([SCHEME_DOMAIN], ['http', 'https']) };
      return {
        name,
        classes: ({ atoms, budget }) => headerClasses(ofKind(atoms, 'text'), isSingleSlot(header), budget),
      };
    case 'token':
    case 'other':
      return {
        name,
        classes: ({ atoms }) => [false, true].map((value) => ({ value, holding: when(value, atoms) })),
      };
    default:
      return {
        name,
        classes: ({ atoms }) => addressClasses(ofKind(atoms, 'address')).map(asText),
      };
  }
}

type Classes = Dimension['classes'];

function texts(domains: readonly Domain[], usual: readonly string[]): Classes {
  return ({ atoms, must, budget }) =>
    textClasses({ domains, usual, atoms: ofKind(atoms, 'text'), must, budget });
}

/** The attribute may be missing: then no atom holds (M1, S14). */
function optional(present: Classes): Classes {
  return function* (search) {
    if (search.must === null) yield { value: null, holding: new Set() };
    for (const one of present(search)) if (one.holding.size > 0) yield one;
  };
}

function when(value: boolean, atoms: readonly Atom[]): ReadonlySet<Atom> {
  return new Set(value ? atoms : []);
}

function asText({ value, holding }: ValueClass<bigint>): ValueClass<Value> {
  return { value: addressText(value), holding };
}
