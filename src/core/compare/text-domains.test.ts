import { describe, expect, it } from 'vitest';
import { type Domain, isIn } from './domain.ts';
import {
  HEADER_LINE_DOMAIN,
  HOST_DOMAINS,
  LOWER_HOST_DOMAINS,
  METHOD_DOMAIN,
  principalDomains,
  SCHEME_DOMAIN,
  SNI_DOMAIN,
} from './text-domains.ts';

const [own, , any] = principalDomains(['td1', 'td2']);
const [usual, wide] = HOST_DOMAINS;

describe('what texts there are', () => {
  it.each<[string, Domain, string[], string[]]>([
    [
      'S3: an identity of the mesh',
      own!,
      ['spiffe://td1/ns/a/sa/b'],
      ['spiffe://td2/ns/a/sa/b', 'td1/ns/a/sa/b'],
    ],
    [
      'S3: an identity of any trust domain',
      any!,
      ['spiffe://td2/ns/a-b/sa/a.b-c', 'spiffe://ns/ns/ns/sa/sa', 'spiffe://a_b.c/ns/1/sa/2'],
      [
        'spiffe:///ns/a/sa/b',
        'spiffe://a/ns/a/sa/',
        'spiffe://a/ns/a-/sa/b',
        'spiffe://a/ns/-a/sa/b',
        'spiffe://a/ns/a.b/sa/b',
        'spiffe://a/ns/a/sa/b/c',
        'spiffe://a/ns/a/sa/B',
        'spiffe://a/ns/a/sa/a..b',
        'spiffe://a/ns/a/sa/a-.b',
      ],
    ],
    ['S7: a host', usual!, ['a', 'A.b:80', 'a_b'], ['', 'a:', 'a:b', '[::1]']],
    ['S7: what else Envoy takes for one', wide!, ['[::1]:80', 'a:', 'a,b'], ['', 'a b', 'a/b', 'a@b']],
    ['S7: a host in lower case', LOWER_HOST_DOMAINS[0]!, ['a:80'], ['A']],
    ['S14: a server name', SNI_DOMAIN, ['outbound_.80_._.a.b'], ['', 'A', 'a:80']],
    ['S10: a scheme', SCHEME_DOMAIN, ['http', 'https'], ['', 'ftp', 'httpss']],
    [
      'S8: a method',
      METHOD_DOMAIN,
      ['GET', 'get', 'M-SEARCH', 'CONNECTS', 'CONNEC', 'XCONNECT'],
      ['', 'A B', 'CONNECT'],
    ],
    ['S10: a line of a header', HEADER_LINE_DOMAIN, ['', 'a', 'a  b', 'a,b'], [' a', 'a ', ' ']],
  ])('%s', (_, domain, there, not) => {
    expect(there.filter((text) => !isIn(domain, text))).toEqual([]);
    expect(not.filter((text) => isIn(domain, text))).toEqual([]);
  });
});
