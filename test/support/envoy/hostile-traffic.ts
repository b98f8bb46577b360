import type { Driver } from './driver.ts';
import type { SmallMesh } from './small-mesh.ts';

type Headers = Readonly<Record<string, string>>;

/** By which a caller tries to write somebody else's line, or to make its own unreadable. A char is a byte. */
const HOSTILE_HEADERS: Readonly<Record<string, Headers>> = {
  quotes: { 'user-agent': 'ev"il | "GET /x HTTP/1.1" 200 - "-"' },
  tabs: { 'user-agent': 'tab\tand\ttab\t200\t-' },
  bytes: { 'user-agent': 'b\xfcrger \xe2\x82\xac \xff' },
  empty: { 'user-agent': '' },
  dash: { 'user-agent': '-' },
  long: { 'user-agent': `long ${'x"y '.repeat(2000)}` },
  'quoted-pieces': { 'user-agent': '-" "/forged" "x' },
  braces: { 'user-agent': '"},{"time":"2026-03-02T10:00:00.123Z","path":"/forged"}' },
  referer: { referer: 'http://a/"b" "c" 0 - via_upstream' },
  trace: { 'x-b3-traceid': 'a" "spiffe://cluster.local/ns/shop/sa/cart" "b' },
  'claimed-nothing': { 'x-envoy-original-path': '' },
  'claimed-dash': { 'x-envoy-original-path': '-' },
  claimed: { 'x-envoy-original-path': '/cart/1?claimed=1' },
  forwarded: { 'x-forwarded-for': '10.1.2.3' },
};

/** Queries that no blank can be in, but nearly everything else. */
const HOSTILE_PATHS = [
  '/hostile/query?a="b"&c=|GET|/forged|HTTP/1.1|200|-|via_upstream|;,"path":"/forged","status":200',
  '/hostile/marks;v=1/%22x%22?status=200',
  `/hostile/far/${'and/so/on/'.repeat(30)}end`,
  `/hostile/long-query?${'q=1&'.repeat(1000)}`,
];

/** What log collectors put before a line, as if another pod had written it or at another time. */
function wrappings({ payments }: SmallMesh): Readonly<Record<string, string>> {
  return {
    pod: `[pod/${payments.name}/istio-proxy] x`,
    bracket: `pod/${payments.name}/istio-proxy] [x`,
    time: '2026-01-05T00:00:00.000Z x',
    stream: 'stdout F 2026-01-05T00:00:00.000Z x',
  };
}

/** Everything from a caller that is allowed and from one that isn't known, on paths under `/hostile`. */
export async function driveHostileCalls(mesh: Driver, pods: SmallMesh): Promise<void> {
  for (const [name, headers] of Object.entries(HOSTILE_HEADERS)) await bothCall(mesh, pods, name, headers);
  for (const [name, trace] of Object.entries(wrappings(pods))) {
    await bothCall(mesh, pods, `wrapped-${name}`, { 'x-b3-traceid': trace });
  }
  const { web, cartV1 } = pods;
  for (const path of HOSTILE_PATHS)
    await mesh.call({ from: web, to: cartV1, port: 8080, method: 'GET', path });
}

/** Whole lines and their ends, as the proxies have written them, in the headers that formats print. */
export async function driveEchoes(
  mesh: Driver,
  pods: SmallMesh,
  lines: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [format, line] of lines) {
    const name = `echo-${format}`;
    await bothCall(mesh, pods, name, { 'user-agent': line });
    const end = line.slice(line.indexOf('test-bed') + 'test-bed'.length);
    await bothCall(mesh, pods, `${name}-end`, {
      'user-agent': `a${end}`,
      referer: `b${end}`,
      'x-b3-traceid': end,
    });
  }
}

async function bothCall(
  mesh: Driver,
  { web, cartV1, scanner }: SmallMesh,
  name: string,
  headers: Headers,
): Promise<void> {
  const call = { to: cartV1, port: 8080, path: `/hostile/${name}`, headers } as const;
  await mesh.call({ ...call, from: web, method: 'GET' });
  await mesh.call({ ...call, from: scanner, method: 'POST', wanted: 404 });
}
