import { describe, expect, it } from 'vitest';
import { fate, line, samplePods, WEB } from '../../../test/support/sample-mesh.ts';
import { NO_REPORTER, samplePod, WEB_URI } from '../../../test/support/sample-record.ts';

const A = '10.1.2.3:8080 inbound|8080|| 10.1.2.3:8080 10.1.9.9:50012 outbound_.8080_._.cart.shop default';
const D = A.replace('10.1.2.3:8080 ', '- ');
const T = '10.1.2.4:3306 inbound|3306|| 10.1.2.4:3306 10.1.9.9:48758 outbound_.3306_._.db.shop -';
const DENIED = 'rbac_access_denied_matched_policy';

describe('lines of a text log, several pods in one file', () => {
  it.each([
    [
      `GET /cart/17?x=1 200 - via_upstream - 0 12 | ${A}`,
      `ok GET /cart/17 cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      `POST /shop.Cart/Add 200 - via_upstream - 19 7 | ${A}`,
      `ok POST /shop.Cart/Add cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      `GET /wp-login.php 404 - via_upstream - 0 9 | ${A}`,
      `failed GET /wp-login.php cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      `GET /admin 403 - ${DENIED}[none] - 0 19 | ${D}`,
      `denied GET /admin cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      `GET /admin 403 - ${DENIED}[ns[shop]-policy[p]-rule[0]] - 0 19 | ${D}`,
      `denied GET /admin cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      `GET /me 401 - jwt_authn_access_denied{Jwt_is_missing} - 0 14 | ${D}`,
      `denied GET /me cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      `GET /x 503 UF upstream_reset_before_response_started{x} - 0 98 | ${A}`,
      `failed GET /x cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      `GET /slow 0 DC downstream_remote_disconnect - 0 0 | ${A}`,
      `failed GET /slow cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      `PROPFIND /dav 207 - via_upstream - 0 2 | ${A}`,
      `ok PROPFIND /dav cart:8080 from ${WEB} (path-claimed)`,
    ],
    ['GET /none 404 NR route_not_found - 0 0 | - - 10.1.2.3:8080 10.1.9.9:4 - -', 'direction-unknown'],
    [`- - 0 - - - 2 3 | ${T}`, `ok tcp db:3306 from ${WEB}`],
    [`- - 0 - - ${DENIED}[none] 2 0 | ${T}`, `denied tcp db:3306 from ${WEB}`],
    [`- - 0 - - - 0 0 | ${T}`, `failed tcp db:3306 from ${WEB}`],
    [`- - 0 UF,URX - - 0 0 | ${T}`, `failed tcp db:3306 from ${WEB}`],
    [
      '- - 0 NR filter_chain_not_found - 0 0 | - - 10.1.2.3:8080 10.1.9.9:4 - -',
      'listener-refused tcp cart:8080 from anonymous:plaintext',
    ],
    [
      'GET /m 200 - via_upstream - 0 9 | 10.1.2.3:9102 InboundPassthroughCluster 10.1.2.3:9102 10.1.8.8:7 - default',
      'ok GET /m cart:9102 from anonymous:plaintext (path-claimed)',
    ],
    [
      'GET /cart 200 - via_upstream - 0 9 | 10.1.2.3:8080 outbound|80||cart.shop.svc.cluster.local 10.96.0.7:80 10.1.9.9:50 - default',
      `ok GET /cart cart:8080 from ${WEB} (path-claimed) by source`,
    ],
    ['- - 0 UH - - 0 0 | - BlackHoleCluster 1.1.1.1:443 10.1.9.9:3 - -', 'outbound-refused'],
    [
      'GET /buy 200 - via_upstream - 0 9 | 10.1.2.3:8080 outbound|80||web.shop.svc.cluster.local 10.1.7.1:8443 203.0.113.7:999 shop.example default',
      'ok GET /buy gw:8443 from anonymous:external',
    ],
    [
      'GET /a 200 - via_upstream - 0 9 | [fd00::3]:8080 inbound|8080||; [fd00::3]:8080 [fd00::9]:50 x default',
      'ok GET /a six:8080 from cluster.local/ns/shop/sa/nine (path-claimed)',
    ],
    // A gateway that knows no such host: nothing was chosen, and the row is its own all the same.
    [
      'GET /x 404 NR route_not_found - 0 0 | - - 10.1.7.1:8080 198.51.100.7:35923 - -',
      'failed GET /x gw:8080 from anonymous:external',
    ],
    [
      '- - 400 DPE http1.codec_error - 0 11 | - - 10.1.2.3:8080 10.1.9.9:4 x -',
      `protocol-error null null cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      'CONNECT - 404 NR route_not_found - 0 0 | - - 10.1.2.3:8080 10.1.9.9:4 x -',
      `protocol-error CONNECT null cart:8080 from ${WEB} (path-claimed)`,
    ],
    // Nobody's address: nothing says whose proxy wrote it.
    [`GET /a 200 - via_upstream - 0 1 | ${A.replaceAll('10.1.2.3', '10.1.2.99')}`, 'workload-unknown'],
    // The remote address is what a header said.
    [
      'GET /a 200 - via_upstream - 0 1 | 10.1.2.3:8080 outbound|80||cart.shop.svc.cluster.local 10.96.0.7:80 10.1.9.9:0 - -',
      'workload-unknown',
    ],
    // The caller called the gateway's own address: its row, not the gateway's.
    [
      'GET /a 200 - via_upstream - 0 1 | 10.1.7.1:8443 outbound|8443||gw.shop.svc.cluster.local 10.1.7.1:8443 10.1.9.9:3 - default',
      `ok GET /a gw:8443 from ${WEB} (path-claimed) by source`,
    ],
    ['GET /h 200 - via_upstream - 0 1 | 10.1.2.3:15020 agent 10.1.2.3:15021 10.1.9.9:3 - -', 'not-traffic'],
  ])('%s ⇒ %s', (text, expected) => {
    expect(fate(line(text))).toBe(expected);
  });

  it('SNI may be missing from the format: then the address speaks', () => {
    const record = line(`GET /a 200 - via_upstream - 0 1 | ${A}`, {
      peer: { kind: 'address', sni: undefined },
    });
    expect(fate(record)).toBe(`ok GET /a cart:8080 from ${WEB} (path-claimed)`);
  });

  it('a peer and a path of its own key are better', () => {
    const peer = { kind: 'tls', peerUriSans: [WEB_URI], localUriSans: [], peerCertificate: false } as const;
    const record = line(`GET /b 200 - via_upstream - 0 1 | ${A}`, { peer, pathClaimed: false, remote: null });
    expect(fate(record)).toBe(`ok GET /b cart:8080 from ${WEB}`);
  });

  it('is asked who had an address when the exchange began', () => {
    const directory = samplePods();
    directory.put(samplePod('later', '10.1.9.9', { startTime: 5000, serviceAccount: 'later' }));
    const record = line(`GET /a 200 - via_upstream - 0 1 | ${A}`, { time: 6000 });
    expect(fate({ ...record, startTime: 4999 }, directory)).toContain(`from ${WEB}`);
    expect(fate({ ...record, startTime: 5000 }, directory)).toContain('from cluster.local/ns/shop/sa/later');
  });

  it('an address that the source gives the reporter tells whose outbound row it is', () => {
    const text =
      'GET /cart 200 - via_upstream - 0 9 | 10.1.2.3:8080 outbound|80||cart.shop.svc.cluster.local 10.96.0.7:80 127.0.0.1:50 - -';
    expect(fate(line(text))).toBe('workload-unknown');
    const record = line(text, { reporter: { ...NO_REPORTER, addresses: ['10.1.9.9'] } });
    expect(fate(record)).toBe(`ok GET /cart cart:8080 from ${WEB} (path-claimed) by source`);
  });
});

describe('lines whose reporter is named', () => {
  const named = { reporter: { ...NO_REPORTER, namespace: 'shop', owner: 'cart', labels: { app: 'cart' } } };
  const pod = { reporter: { ...NO_REPORTER, pod: 'cart-7d9f-x2' } };

  it.each([
    [
      'GET /none 404 NR route_not_found - 0 0 | - - 10.1.2.3:8080 10.1.9.9:4 x -',
      named,
      `failed GET /none cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      'GET /none 404 NR route_not_found - 0 0 | - - 10.1.2.3:8080 10.1.9.9:4 x -',
      pod,
      `failed GET /none cart:8080 from ${WEB} (path-claimed)`,
    ],
    // The local address isn't the pod's own: its caller's side.
    ['GET /none 404 NR route_not_found - 0 0 | - - 10.96.0.9:80 10.1.2.3:4 - -', pod, 'direction-unknown'],
    ['- - 400 DPE http1.codec_error - 0 0 | - - 10.96.0.9:80 10.1.2.3:4 - -', pod, 'direction-unknown'],
    // A redirect would be evidence, and nothing proves that it is inbound.
    ['GET /old 301 - direct_response - 0 0 | - - 10.96.0.9:80 10.1.2.3:4 - -', named, 'direction-unknown'],
    [
      'GET /old 301 - direct_response - 0 0 | - - 10.1.2.3:8080 10.1.9.9:4 x -',
      pod,
      `ok GET /old cart:8080 from ${WEB} (path-claimed)`,
    ],
    [
      '- - 0 NR filter_chain_not_found - 0 0 | - - - 10.1.9.9:4 - -',
      named,
      'listener-refused tcp cart:0 from anonymous:plaintext',
    ],
  ])('%s %j ⇒ %s', (text, reporter, expected) => {
    expect(fate(line(text, reporter))).toBe(expected);
  });

  it('a pod that nothing explains', () => {
    const reporter = { ...NO_REPORTER, pod: 'ghost-5c-x' };
    expect(fate(line(`GET /a 200 - via_upstream - 0 1 | ${A}`, { reporter }))).toBe('workload-unknown');
  });
});
