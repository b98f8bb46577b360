import fc from 'fast-check';

/** The values of one exchange as Envoy's operators would print them, without the `-` for "none". */
export interface Exchange {
  readonly startTime: number;
  readonly method: string | null;
  readonly path: string | null;
  readonly protocol: 'HTTP/1.1' | 'HTTP/2' | null;
  readonly code: number;
  readonly flags: string;
  readonly details: string;
  readonly termination: string;
  readonly reason: string;
  readonly received: number;
  readonly sent: number;
  readonly duration: number | null;
  readonly forwardedFor: string;
  readonly userAgent: string;
  readonly requestId: string;
  readonly authority: string;
  readonly host: string;
  readonly cluster: string;
  readonly upstreamLocal: string;
  readonly local: string;
  readonly remote: string;
  readonly sni: string | null;
  readonly route: string;
}

const port = fc.integer({ min: 1, max: 65_535 });
const address = fc.oneof(
  fc.tuple(fc.ipV4(), port).map(([ip, number]) => `${ip}:${number}`),
  fc.tuple(fc.integer({ min: 1, max: 0xffff }), port).map(([part, n]) => `[fd00::${part.toString(16)}]:${n}`),
);
const token = fc
  .stringMatching(/^[A-Za-z0-9_.{}[\]:|-]{1,30}$/)
  .filter((text) => text !== '-' && !/^\{|\{[^}]*$/.test(text));
const segment = fc.stringMatching(/^[A-Za-z0-9._~%!$&'()*+,;:@=-]{0,8}$/);
const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
const header = fc.oneof(fc.constant(''), fc.stringMatching(/^[ -~]{0,40}$/));

/** Pieces of which a header can make another line within its line. */
const FORGED = [
  '"',
  '" "',
  ' ',
  ' "',
  '" ',
  '-',
  ' - ',
  'HTTP/1.1',
  ' HTTP/1.1" ',
  ' HTTP/2" 200 - via_upstream - "-" 1 2 3 4 "',
  ' HTTP/1.1" 403 - rbac_access_denied_matched_policy[none] - "-" 0 19 0 - "-" "',
  ' HTTP/1.1" 200 - "-" 0 9 1 ',
  ' HTTP/1.1" 200 - "-" 0 9 1 1 "-" "',
  ' -" 0 UF - ',
  ' "-" 0 12 3 2 "-" "',
  '" 7 8 9 ',
  ' 200 - ',
  '" "10.1.2.3:8080" inbound|8080|| 127.0.0.6:4 10.1.2.3:8080 10.9.9.9:5 - default',
  ' inbound|9999|| - 10.1.2.9:9999 10.9.9.9:5 x default',
  '[2026-03-02T10:00:00.123Z] "GET /forged ',
  '/x',
  '}',
  '\t',
  'é',
];
export const forgedText = fc
  .array(fc.oneof(fc.constantFrom(...FORGED), fc.stringMatching(/^[ -~]{1,4}$/)), { maxLength: 8 })
  .map((pieces) => pieces.join(''));

const common = {
  startTime: fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2099, 0, 1) }),
  reason: fc.oneof(fc.constant(''), token),
  received: fc.nat(),
  sent: fc.nat(),
  duration: fc.option(fc.nat({ max: 1e9 })),
  host: fc.oneof(fc.constant('-'), address),
  cluster: fc.constantFrom(
    'inbound|8080||',
    'outbound|80|v1|cart.shop.svc.cluster.local',
    'InboundPassthroughCluster',
    '',
  ),
  upstreamLocal: fc.oneof(fc.constant('-'), address),
  local: address,
  remote: address,
  sni: fc.option(token),
  flags: fc.constantFrom('', 'UF', 'UF,URX', 'DC', 'NEWFLAG'),
};

function http(free: fc.Arbitrary<string>, paths: fc.Arbitrary<string>): fc.Arbitrary<Exchange> {
  return fc.record({
    ...common,
    method: fc.constantFrom('GET', 'POST', 'PROPFIND', 'M-SEARCH'),
    path: fc.option(paths),
    protocol: fc.constantFrom('HTTP/1.1' as const, 'HTTP/2' as const),
    code: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 599 })),
    details: token,
    termination: fc.oneof(fc.constant(''), token, fc.constant('transport socket timeout was reached')),
    forwardedFor: free,
    userAgent: free,
    requestId: free,
    authority: free,
    route: fc.constantFrom('default', 'allow_any', ''),
  });
}

export const tcpExchange: fc.Arbitrary<Exchange> = fc.record({
  ...common,
  method: fc.constant(null),
  path: fc.constant(null),
  protocol: fc.constant(null),
  code: fc.constant(0),
  details: fc.constantFrom('', 'filter_chain_not_found'),
  termination: fc.oneof(fc.constant(''), token),
  forwardedFor: fc.constant(''),
  userAgent: fc.constant(''),
  requestId: fc.constant(''),
  authority: fc.constant(''),
  route: fc.constant(''),
});

export const honestExchange = fc.oneof(
  http(
    header.map((text) => text.replaceAll('"', "'")),
    path,
  ),
  tcpExchange,
);
/** Any header, and the path too, may be forged. */
export const forgedExchange = http(
  forgedText,
  fc.oneof(
    path,
    forgedText.map((text) => `/${text}`),
  ),
);

/** The line of Istio's default TEXT; `old`: that of 1.6 to 1.8. */
export function textLineOf(e: Exchange, old = false): string {
  const dash = (text: string | number | null) => (text === '' || text === null ? '-' : String(text));
  const request = `${dash(e.method)} ${dash(e.path)} ${dash(e.protocol)}`;
  const details = old ? '' : `${dash(e.details)} ${dash(e.termination)} `;
  const ends = `${dash(e.flags)} ${details}"${dash(e.reason)}"`;
  const sums = `${e.received} ${e.sent} ${dash(e.duration)} -`;
  const headers = [e.forwardedFor, e.userAgent, e.requestId, e.authority];
  const quoted = headers.map((text) => `"${dash(text)}"`).join(' ');
  const addresses = `${e.upstreamLocal} ${e.local} ${e.remote}`;
  const way = `"${e.host}" ${dash(e.cluster)} ${addresses} ${dash(e.sni)} ${dash(e.route)}`;
  return `[${new Date(e.startTime).toISOString()}] "${request}" ${e.code} ${ends} ${sums} ${quoted} ${way}`;
}
