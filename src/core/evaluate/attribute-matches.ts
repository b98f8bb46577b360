import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { Call } from './call.ts';
import { matchesAttribute } from './field.ts';
import { headerValues } from './header.ts';
import { matchesHost } from './host-pattern.ts';
import { namespacePattern, serviceAccountPattern } from './identity-pattern.ts';
import { isInBlock, parseIp, parseIpBlock } from './ip-block.ts';
import type { Match } from './match.ts';
import { matchesPath } from './path-pattern.ts';
import { parsePort } from './port-value.ts';
import { expandedPrincipal, expandedTrustDomain, matchesTrustDomain } from './trust-domain.ts';
import { matchesPresent, matchesValue } from './value-pattern.ts';

/** Whose rule it is, and in which mesh. */
export interface Scope {
  readonly namespace: string;
  readonly mesh: PolicyMesh;
}

/**
 * Does one of the values match the call? One function a kind of attribute, for the proxies that are Envoy.
 */
export type AnyMatches = (values: readonly string[], call: Call, scope: Scope) => Match;

/** S3, D1–D4, M1. */
export const principals: AnyMatches = (values, { principal }, { mesh }) =>
  matchesAttribute(
    principal,
    values.flatMap((value) => expandedPrincipal(value, mesh)),
    (value, one) => value === '*' || matchesValue(value, one),
  );

/** S4, M1. */
export const namespaces: AnyMatches = (values, { principal }) =>
  matchesAttribute(principal, values, (value, one) => namespacePattern(value)(one));

/** S5, M1. */
export const serviceAccounts: AnyMatches = (values, { principal }, { namespace }) =>
  matchesAttribute(principal, values, (value, one) => serviceAccountPattern(value, namespace)(one));

/** S6, M1. */
export const trustDomains: AnyMatches = (values, { principal }, { mesh }) =>
  matchesAttribute(
    principal,
    values.flatMap((value) => expandedTrustDomain(value, mesh)),
    matchesTrustDomain,
  );

/** S12: the direct peer. */
export const sourceIp: AnyMatches = (values, { sourceAddress }) => inBlocks(values, sourceAddress);

/** S12: the client; on a TCP chain nothing says who that was but the peer. */
export const remoteIp: AnyMatches = (values, { chain, sourceAddress, remoteAddress }) =>
  inBlocks(values, chain === 'tcp' ? sourceAddress : remoteAddress);

export const destinationIp: AnyMatches = (values, { destinationAddress }) =>
  inBlocks(values, destinationAddress);

/** S11, P1–P4. */
export const ports: AnyMatches = (values, { port }) =>
  matchesAttribute(port, values, (value, one) => parsePort(value) === one);

/** S14: Envoy lower-cases the name, the value is taken as it is. */
export const sni: AnyMatches = (values, call) =>
  matchesAttribute(call.sni, values, (value, one) => matchesValue(value, one.toLowerCase()));

/** S7. */
export const hosts: AnyMatches = (values, { host }) => matchesAttribute(host, values, matchesHost);

/** S8. */
export const methods: AnyMatches = (values, { method }) => matchesAttribute(method, values, matchesPresent);

/** S9. */
export const paths: AnyMatches = (values, { path }) => matchesAttribute(path, values, matchesPath);

/** S10: any line that matches. */
export function header(name: string): AnyMatches {
  const key = name.toLowerCase();
  return (values, call) =>
    matchesAttribute(headerValues(call, key), values, (value, lines) =>
      lines.some((line) => matchesPresent(value, line)),
    );
}

/** S13: without a token nothing matches; what one says is never known here. */
export const token: AnyMatches = (_, call) => (call.token === 'none' ? 'no' : 'unknown');

/** S15: what a filter of the user's own left behind is never known here. */
export const filterMetadata: AnyMatches = () => 'unknown';

/** S15: a key that is known by its beginning, and ends in nothing that can be asked for. */
export const unreadable: AnyMatches = () => 'no';

function inBlocks(values: readonly string[], address: string | undefined): Match {
  return matchesAttribute(address, values, (value, text) => {
    const block = parseIpBlock(value);
    const bytes = parseIp(text);
    return block !== null && bytes !== null && isInBlock(block, bytes);
  });
}
