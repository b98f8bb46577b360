import { describe, expect, it } from 'vitest';
import { type ReadOptions, readInput } from '../../../test/support/log-mesh.ts';
import { operationLine } from '../../../test/support/log-tally.ts';

const T = '[2026-03-02T10:00:00.123Z]';
const S = 'outbound_.8080_._.cart.shop.svc.cluster.local';
const A = ` "-" "curl/8.4" "r1" "cart.shop:8080" "10.1.2.3:8080" inbound|8080|| 127.0.0.6:41001 10.1.2.3:8080 10.1.9.9:50012 ${S} default`;
const D = ` "-" "curl/8.4" "r1" "cart.shop:8080" "-" inbound|8080|| - 10.1.2.3:8080 10.1.9.9:50012 ${S} default`;
const TCP = ` "-" "-" "-" "-" "10.1.2.4:3306" inbound|3306|| 127.0.0.6:5 10.1.2.4:3306 10.1.9.9:48758 ${S} -`;
const LINE_1 = `${T} "GET /cart/17?x=1 HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2${A}`;
const HALF = Math.floor(LINE_1.length / 2);
const REFUSED = 'delayed_connect_error:_Connection_refused';

const WEB = 'cluster.local/ns/shop/sa/web';
const CART = 'Kubernetes/shop/cart';
const AS_1 = `ok ${WEB} → ${CART}:8080 http GET /cart/17`;

const JSON_33 = {
  start_time: '2026-03-02T10:00:00.123Z',
  method: 'GET',
  path: '/a',
  protocol: 'HTTP/1.1',
  response_code: 200,
  response_flags: '-',
  response_code_details: 'via_upstream',
  upstream_cluster: 'inbound|8080||',
  downstream_local_address: '10.1.2.3:8080',
  downstream_remote_address: '10.1.9.9:5',
};
const JSON_36 = {
  start_time: '2026-03-02T10:00:00.123Z',
  method: null,
  path: null,
  response_code: 0,
  bytes_received: 2,
  bytes_sent: 3,
  upstream_cluster: 'inbound|3306||',
  downstream_local_address: '10.1.2.4:3306',
  downstream_remote_address: '10.1.9.9:4',
};

/** Where each record of an input ended, and `agent` for each line beside the log. */
function read(input: string, options: ReadOptions = {}): string[] {
  const { tally, reader } = readInput(`${input}\n`, options);
  const ends = [...tally.rows.values()].flatMap(({ identified, adds }) =>
    adds.map(({ outcome }) => {
      if (identified.kind === 'kept') return `kept ${identified.reason}`;
      const source = identified.flow.reporter === 'source' ? 'source ' : '';
      return `${source}${outcome} ${operationLine(identified.flow)}`;
    }),
  );
  const agents = Array.from({ length: reader.counts.agentLines }, () => 'agent');
  return [...ends, ...tally.drops.map((reason) => `drop ${reason}`), ...agents];
}

describe('lines of Istio', () => {
  it.each([
    ['1', LINE_1, AS_1],
    [
      '2',
      `${T} "POST /shop.Cart/Add HTTP/2" 200 - via_upstream - "-" 19 7 4 3${A}`,
      `ok ${WEB} → ${CART}:8080 http POST /shop.Cart/Add`,
    ],
    [
      '3',
      `${T} "GET /wp-login.php HTTP/1.1" 404 - via_upstream - "-" 0 9 1 1${A}`,
      `failed ${WEB} → ${CART}:8080 http GET /wp-login.php`,
    ],
    [
      '4',
      `${T} "GET /admin HTTP/1.1" 403 - rbac_access_denied_matched_policy[none] - "-" 0 19 0 -${D}`,
      `denied ${WEB} → ${CART}:8080 http GET /admin`,
    ],
    [
      '5',
      `${T} "GET /admin HTTP/1.1" 403 - rbac_access_denied_matched_policy[ns[shop]-policy[no-admin]-rule[0]] - "-" 0 19 0 -${D}`,
      `denied ${WEB} → ${CART}:8080 http GET /admin`,
    ],
    [
      '6',
      `${T} "GET /me HTTP/1.1" 401 - jwt_authn_access_denied{Jwt_is_missing} - "-" 0 14 0 -${D}`,
      `denied ${WEB} → ${CART}:8080 http GET /me`,
    ],
    [
      '7',
      `${T} "GET /x HTTP/1.1" 503 UF upstream_reset_before_response_started{remote_connection_failure|${REFUSED}} - "${REFUSED}" 0 98 0 -${A}`,
      `failed ${WEB} → ${CART}:8080 http GET /x`,
    ],
    [
      '8',
      `${T} "GET /slow HTTP/1.1" 0 DC downstream_remote_disconnect - "-" 0 0 5000 -${A}`,
      `failed ${WEB} → ${CART}:8080 http GET /slow`,
    ],
    [
      '9',
      `${T} "PROPFIND /dav HTTP/1.1" 207 - via_upstream - "-" 0 2 0 0${A}`,
      `ok ${WEB} → ${CART}:8080 http PROPFIND /dav`,
    ],
    ['11', `${T} "- - -" 0 - - - "-" 2 3 2 -${TCP}`, `ok ${WEB} → Kubernetes/data/mysql:3306 tcp`],
    [
      '12',
      `${T} "- - -" 0 - - rbac_access_denied_matched_policy[none] "-" 2 0 0 -${TCP}`,
      `denied ${WEB} → Kubernetes/data/mysql:3306 tcp`,
    ],
    ['13', `${T} "- - -" 0 - - - "-" 0 0 2 -${TCP}`, `failed ${WEB} → Kubernetes/data/mysql:3306 tcp`],
    [
      '14',
      `${T} "- - -" 0 UF,URX - - "${REFUSED}" 0 0 0 -${TCP}`,
      `failed ${WEB} → Kubernetes/data/mysql:3306 tcp`,
    ],
    [
      '16',
      `${T} "GET /m HTTP/1.1" 200 - via_upstream - "-" 0 9 1 1 "-" "p" "r" "10.1.2.3:9102" "10.1.2.3:9102" InboundPassthroughCluster 127.0.0.6:3 10.1.2.3:9102 10.1.8.8:7 - default`,
      `ok anonymous:plaintext → ${CART}:9102 http GET /m`,
    ],
    [
      '17',
      `${T} "GET /cart HTTP/1.1" 200 - via_upstream - "-" 0 9 1 1 "-" "c" "r" "cart" "10.1.2.3:8080" outbound|80||cart.shop.svc.cluster.local 10.1.9.9:40 10.96.0.7:80 10.1.9.9:50 - default`,
      `source ok ${WEB} → ${CART}:8080 http GET /cart`,
    ],
    [
      '18',
      `${T} "- - -" 0 UH - - "-" 0 0 0 - "-" "-" "-" "-" "-" BlackHoleCluster - 1.1.1.1:443 10.1.9.9:3 - -`,
      'kept outbound-refused',
    ],
    [
      '19',
      `${T} "GET /buy HTTP/2" 200 - via_upstream - "-" 0 9 1 1 "203.0.113.7" "M" "r" "shop.example" "10.1.2.3:8080" outbound|80||web.shop.svc.cluster.local 10.1.7.1:40 10.1.7.1:8443 203.0.113.7:999 shop.example default`,
      'ok anonymous:external → Kubernetes/istio-system/gateway:8443 http GET /buy',
    ],
    [
      '20',
      `${T} "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 9 1 1 "-" "c" "r" "cart" "[fd00::3]:8080" inbound|8080||; [::6]:4 [fd00::3]:8080 [fd00::9]:50 ${S} default`,
      `ok ${WEB} → ${CART}:8080 http GET /a`,
    ],
    [
      '21',
      `${T} "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 2 1 1 "-" "ev"il | "GET /x" "r1" "cart" "10.1.2.3:8080" inbound|8080|| 127.0.0.6:4 10.1.2.3:8080 10.1.9.9:5 ${S} default`,
      `ok ${WEB} → ${CART}:8080 http GET /a`,
    ],
    [
      '22',
      `${T} "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 2 1 1 "z HTTP/1.1" 403 - rbac_access_denied_matched_policy[none] - "-" 0 19 0 -${D}`,
      'drop ambiguous-line',
    ],
    ['23', `${T} "GET /a HTTP/1.1" 200 - via_upstream  "" 0 2 1 1 "" "c"`, 'drop unparsable-line'],
    ['24', `${T} "GET /a HTTP/1.1" 20`, 'drop unparsable-line'],
    ['25', `[pod/cart-7d9f-x2/istio-proxy] ${LINE_1}`, AS_1],
    ['26', `[pod/cart-7d9f-x2/istio-proxy] 2026-03-02T10:00:01.5Z ${LINE_1}`, AS_1],
    ['27', `2026-03-02T10:00:01.000000001Z stdout F ${LINE_1}`, AS_1],
    [
      '29',
      JSON.stringify({ log: `${LINE_1}\n`, stream: 'stdout', time: '2026-03-02T10:00:01.000000001Z' }),
      AS_1,
    ],
    ['30', '2026-03-02T10:00:00.123456Z\tinfo\tads\tXDS: Incremental Pushing', 'agent'],
    [
      '31',
      '2026-03-02T10:00:00.123456Z\twarning\tenvoy config external/envoy/x.cc:155\tgRPC config stream closed\tthread=20',
      'agent',
    ],
    ['32', '{"level":"info","time":"2026-03-02T10:00:00.123456Z","msg":"Envoy proxy is ready"}', 'agent'],
    ['33', JSON.stringify(JSON_33), `ok ${WEB} → ${CART}:8080 http GET /a`],
    [
      '34',
      JSON.stringify({ ...JSON_33, response_code: '200', connection_termination_details: '-' }),
      `ok ${WEB} → ${CART}:8080 http GET /a`,
    ],
    [
      '35',
      JSON.stringify({ ...JSON_33, raw_path: '/b', peer: 'spiffe://cluster.local/ns/ops/sa/robot' }),
      `ok cluster.local/ns/ops/sa/robot → ${CART}:8080 http GET /b`,
    ],
    ['36', JSON.stringify(JSON_36), `ok ${WEB} → Kubernetes/data/mysql:3306 tcp`],
  ])('sample %s', (_, line, expected) => {
    expect(read(line)).toEqual([expected]);
  });

  it('sample 10: where nothing was routed, the direction comes from who wrote the line', () => {
    const line = `${T} "GET /none HTTP/1.1" 404 NR route_not_found - "-" 0 0 0 - "-" "c" "r" "cart" "-" - - 10.1.2.3:8080 10.1.9.9:4 - -`;
    const failed = [`failed anonymous:plaintext → ${CART}:8080 http GET /none`];
    expect(read(line)).toEqual(['kept direction-unknown']);
    expect(read(`[pod/cart-7d9f-x2/istio-proxy] ${line}`)).toEqual(failed);
    expect(read(line, { reporter: { namespace: 'shop', pod: 'cart-7d9f-x2' } })).toEqual(failed);
    expect(read(line, { reporter: { namespace: 'shop', owner: 'cart' } })).toEqual(failed);
  });

  it('sample 15: a listener that refused a connection has no edge', () => {
    const line = `${T} "- - -" 0 NR filter_chain_not_found - "-" 0 0 0 - "-" "-" "-" "-" "-" - - 10.1.2.3:8080 10.1.9.9:4 - -`;
    const { tally } = readInput(`${line}\n`);
    expect(tally.endings()).toEqual({ 'listener-refused': 1 });
    expect(tally.operations()).toEqual({});
  });

  it('sample 28: parts of a line are joined by stream', () => {
    const time = '2026-03-02T10:00:01.000000001Z';
    const lines = [
      `${time} stdout P ${LINE_1.slice(0, HALF)}`,
      `${time} stderr F x`,
      `${time} stdout F ${LINE_1.slice(HALF)}`,
    ];
    expect(read(lines.join('\n'))).toEqual([AS_1, 'agent']);
  });

  it('older defaults are read too', () => {
    const withoutDetails = `${T} "GET /a HTTP/1.1" 200 - "-" 0 12 3 2${A}`;
    const withMixer = `${T} "GET /a HTTP/1.1" 200 - "-" "-" 0 12 3 2${A}`;
    expect(read(withoutDetails)).toEqual([`ok ${WEB} → ${CART}:8080 http GET /a`]);
    expect(read(withMixer)).toEqual([`ok ${WEB} → ${CART}:8080 http GET /a`]);
  });
});

describe('a record', () => {
  it('counts at its end, was asked about at its beginning', () => {
    const { tally, reader } = readInput(`[pod/x/istio-proxy] 2026-03-02T11:00:00Z ${LINE_1}\n`);
    const [row] = tally.rows.values();
    expect(row?.record).toMatchObject({
      startTime: Date.UTC(2026, 2, 2, 10, 0, 0, 123),
      time: Date.UTC(2026, 2, 2, 10, 0, 0, 126),
      path: '/cart/17?x=1',
      pathClaimed: true,
      reporter: { pod: 'x', namespace: null },
    });
    expect([reader.first, reader.last]).toEqual([row?.record.time, row?.record.time]);
  });

  it('of one tuple is made once', () => {
    const lines = [1, 2, 3].map((port) => LINE_1.replace('50012', `5001${port}`).replace('x=1', `x=${port}`));
    const { tally } = readInput(`${lines.join('\n')}\n`);
    expect([...tally.rows.values()].map(({ adds }) => adds.length)).toEqual([3]);
  });

  it('keeps forwarded addresses apart from the pod that has the address', () => {
    const { tally } = readInput(`${LINE_1}\n${LINE_1.replace('10.1.9.9:50012', '10.1.9.9:0')}\n`);
    expect(tally.operations()).toEqual({
      [`${WEB} → ${CART}:8080 http GET /cart/17`]: { ok: 1, failed: 0, denied: 0 },
      [`anonymous:forwarded-address → ${CART}:8080 http GET /cart/17`]: { ok: 1, failed: 0, denied: 0 },
    });
  });
});
