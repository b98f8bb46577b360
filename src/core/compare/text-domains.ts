import { type CharSet, charSet, DIGIT, LOWER, UPPER, VISIBLE } from './char-set.ts';
import { behind, type Domain, domainOf, except, on, type StateTable } from './domain.ts';

const ALPHANUMERIC = charSet(LOWER + DIGIT);
const TRUST_DOMAIN = charSet(`${LOWER + DIGIT}-._`);

/** `N/sa/S` as Kubernetes names namespaces (a DNS label) and service accounts (labels between dots). */
const NAMESPACE_AND_ACCOUNT: StateTable = {
  start: { edges: [[ALPHANUMERIC, 'namespace']] },
  namespace: { edges: [[ALPHANUMERIC, 'namespace'], on('-', 'dash'), on('/', 's')] },
  dash: { edges: [[ALPHANUMERIC, 'namespace'], on('-', 'dash')] },
  s: { edges: [on('s', 'a')] },
  a: { edges: [on('a', 'slash')] },
  slash: { edges: [on('/', 'label')] },
  label: { edges: [[ALPHANUMERIC, 'account']] },
  account: { end: true, edges: [[ALPHANUMERIC, 'account'], on('-', 'accountDash'), on('.', 'label')] },
  accountDash: { edges: [[ALPHANUMERIC, 'account'], on('-', 'accountDash')] },
};

const FOREIGN: StateTable = {
  trustDomain: { edges: [[TRUST_DOMAIN, 'more']] },
  more: { edges: [[TRUST_DOMAIN, 'more'], on('/', 'n')] },
  n: { edges: [on('n', 'nS')] },
  nS: { edges: [on('s', 'nSlash')] },
  nSlash: { edges: [on('/', 'start')] },
  ...NAMESPACE_AND_ACCOUNT,
};

/**
 * SPIFFE IDs as Istio makes them, `spiffe://` included (S3): first of the given trust domains, then of any.
 */
export function principalDomains(trustDomains: readonly string[]): Domain[] {
  const names = domainOf(NAMESPACE_AND_ACCOUNT);
  const own = trustDomains.map((one) => behind(`spiffe://${one}/ns/`, names));
  return [...own, behind('spiffe://', domainOf(FOREIGN))];
}

/** An authority (S7): host names with or without a port first, then all that Envoy doesn't refuse. */
export const HOST_DOMAINS: readonly Domain[] = hostDomains(LOWER + UPPER);

/** The same for where case doesn't matter. */
export const LOWER_HOST_DOMAINS: readonly Domain[] = hostDomains(LOWER);

function hostDomains(letters: string): Domain[] {
  const named = charSet(`${letters + DIGIT}-._`);
  const digits = charSet(DIGIT);
  const usual = domainOf({
    start: { edges: [[named, 'host']] },
    host: { end: true, edges: [[named, 'host'], on(':', 'colon')] },
    colon: { edges: [[digits, 'port']] },
    port: { end: true, edges: [[digits, 'port']] },
  });
  return [usual, atLeastOne(charSet(`${letters + DIGIT}-._~!$&'()*+,;=:[]%`))];
}

function atLeastOne(characters: CharSet): Domain {
  return domainOf({
    start: { edges: [[characters, 'more']] },
    more: { end: true, edges: [[characters, 'more']] },
  });
}

/** Envoy compares the server name in lower case (S14). */
export const SNI_DOMAIN: Domain = atLeastOne(charSet(`${LOWER + DIGIT}-._`));

/** An HTTP token (S8): over HTTP/2 every one reaches the rules, but for CONNECT, as no proxy has an upgrade for it. */
export const METHOD_DOMAIN: Domain = except(
  'CONNECT',
  atLeastOne(charSet(`${LOWER + UPPER + DIGIT}!#$%&'*+-.^_\`|~`)),
);

/** One line of a header (S10): visible characters, spaces only between them; it may be empty. */
export const HEADER_LINE_DOMAIN: Domain = domainOf({
  empty: { end: true, edges: [[VISIBLE, 'text']] },
  text: { end: true, edges: [[VISIBLE, 'text'], on(' ', 'space')] },
  space: { edges: [[VISIBLE, 'text'], on(' ', 'space')] },
});

/** `http` or `https`. */
export const SCHEME_DOMAIN: Domain = behind(
  'http',
  domainOf({ http: { end: true, edges: [on('s', 'https')] }, https: { end: true, edges: [] } }),
);
