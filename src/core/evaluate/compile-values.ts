import {
  type AnyMatches,
  destinationIp,
  hosts,
  methods,
  namespaces,
  paths,
  ports,
  principals,
  remoteIp,
  type Scope,
  serviceAccounts,
  sourceIp,
  trustDomains,
} from './attribute-matches.ts';
import type { Call } from './call.ts';
import { matchesHost } from './host-pattern.ts';
import { namespacePattern, serviceAccountPattern } from './identity-pattern.ts';
import { isInBlock, parseIp, parseIpBlock } from './ip-block.ts';
import { type Match, matchOf } from './match.ts';
import { compilePathTemplate, isPathTemplate } from './path-template.ts';
import { parsePort } from './port-value.ts';
import { expandedPrincipal, expandedTrustDomain, matchesTrustDomain } from './trust-domain.ts';
import { matchesPresent, matchesValue } from './value-pattern.ts';

export type CallMatches = (call: Call) => Match;

/** The values of one field made ready for many calls. It answers as `matchesAny` does. */
export function compileValues(matchesAny: AnyMatches, values: readonly string[], scope: Scope): CallMatches {
  const compile = COMPILERS.get(matchesAny);
  return compile ? compile(values, scope) : (call) => matchesAny(values, call, scope);
}

type Compiler = (values: readonly string[], scope: Scope) => CallMatches;
type Test = (text: string) => boolean;

const COMPILERS = new Map<AnyMatches, Compiler>([
  [
    principals,
    (values, { mesh }) => {
      const expanded = values.flatMap((value) => expandedPrincipal(value, mesh));
      const test = textTest(expanded, (value) => (text) => value === '*' || matchesValue(value, text));
      return ({ principal }) => ask(principal, test);
    },
  ],
  [namespaces, (values) => peerCompiler(values.map(namespacePattern))],
  [
    serviceAccounts,
    (values, { namespace }) => peerCompiler(values.map((value) => serviceAccountPattern(value, namespace))),
  ],
  [
    trustDomains,
    (values, { mesh }) => {
      const expanded = values.flatMap((value) => expandedTrustDomain(value, mesh));
      return peerCompiler(expanded.map((value) => (principal) => matchesTrustDomain(value, principal)));
    },
  ],
  [
    methods,
    textCompiler(
      ({ method }) => method,
      (value) => (text) => matchesPresent(value, text),
    ),
  ],
  [hosts, (values) => hostCompiler(values.map((value) => value.toLowerCase()))],
  [paths, textCompiler(({ path }) => path, pathTest)],
  [sourceIp, (values) => blocks(values, ({ sourceAddress }) => sourceAddress)],
  [destinationIp, (values) => blocks(values, ({ destinationAddress }) => destinationAddress)],
  [
    remoteIp,
    (values) => blocks(values, (call) => (call.chain === 'tcp' ? call.sourceAddress : call.remoteAddress)),
  ],
  [
    ports,
    (values) => {
      const known = new Set(values.map(parsePort));
      return ({ port }) => matchOf(known.has(port));
    },
  ],
]);

function ask(attribute: string | null | undefined, test: Test): Match {
  return attribute === undefined ? 'unknown' : matchOf(attribute !== null && test(attribute));
}

function textCompiler(
  attribute: (call: Call) => string | null | undefined,
  testOf: (value: string) => Test,
): Compiler {
  return (values) => {
    const test = textTest(values, testOf);
    return (call) => ask(attribute(call), test);
  };
}

function peerCompiler(tests: readonly Test[]): CallMatches {
  return ({ principal }) => ask(principal, (one) => tests.some((test) => test(one)));
}

function hostCompiler(values: readonly string[]): CallMatches {
  const test = textTest(values, (value) => (text) => matchesHost(value, text));
  return ({ host }) => ask(host?.toLowerCase() ?? host, test);
}

/** Exact values are looked up at once, only the others are tried one by one. */
function textTest(values: readonly string[], testOf: (value: string) => Test): Test {
  const isExact = (value: string) => !value.startsWith('*') && !value.endsWith('*') && !isPathTemplate(value);
  const exact = new Set(values.filter(isExact));
  const tests = values.filter((value) => !isExact(value)).map(testOf);
  return (text) => exact.has(text) || tests.some((test) => test(text));
}

function pathTest(value: string): Test {
  return isPathTemplate(value) ? compilePathTemplate(value) : (text) => matchesValue(value, text);
}

function blocks(values: readonly string[], addressOf: (call: Call) => string | undefined): CallMatches {
  const known = values.map(parseIpBlock).filter((block) => block !== null);
  return (call) => {
    const address = addressOf(call);
    if (address === undefined) return 'unknown';
    const bytes = parseIp(address);
    return matchOf(bytes !== null && known.some((block) => isInBlock(block, bytes)));
  };
}
