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

type Classes = (search: ClassSearch) => Iterable<ValueClass<Value>>;

/** One attribute of a call. */
export interface Dimension {
  readonly name: string;
  /** It has one value at a time, not several lines of which any may match. */
  readonly single: boolean;
  /** Every combination of atoms that can hold together, each by its first value, in the order of values. */
  readonly classes: Classes;
}

/** Verbs that come before others: the usual ones, and those that Envoy's HTTP/1 parser takes besides (S8). */
const METHODS = 'GET POST PUT DELETE PATCH HEAD OPTIONS TRACE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK';

export function dimensionNamed(name: string, reading: Reading): Dimension {
  const [kind, header = ''] = name.split(' ');
  const single = kind !== 'header' || header === ':scheme' || isSingleSlot(header);
  return { name, single, classes: classesOf(kind, header, reading) };
}

function classesOf(
  kind: string | undefined,
  header: string,
  { point: { mesh }, hostCase, query }: Reading,
): Classes {
  switch (kind) {
    case 'port':
      return ({ atoms }) => portClasses(ofKind(atoms, 'port'));
    case 'principal': {
      const trusted = [mesh.trustDomain, ...mesh.aliases].filter((one) => !one.includes('*'));
      return optional(texts(principalDomains(trusted), []));
    }
    case 'sni':
      return optional(texts([SNI_DOMAIN], []));
    case 'host':
      return texts(hostCase ? HOST_DOMAINS : LOWER_HOST_DOMAINS, []);
    case 'method':
      return texts([METHOD_DOMAIN], METHODS.split(' '));
    case 'path':
      return texts([pathDomain(mesh.pathNormalization, query)], []);
    case 'header':
      if (header === ':scheme') return texts([SCHEME_DOMAIN], []);
      return ({ atoms, budget }) => headerClasses(ofKind(atoms, 'text'), isSingleSlot(header), budget);
    case 'token':
    case 'other':
      return ({ atoms }) => [false, true].map((value) => ({ value, holding: new Set(value ? atoms : []) }));
    default:
      return ({ atoms }) => addressClasses(ofKind(atoms, 'address')).map(asText);
  }
}

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

function asText({ value, holding }: ValueClass<bigint>): ValueClass<Value> {
  return { value: addressText(value), holding };
}
