/** Few words, and such that are near each other: what decides must be met and missed by little. */
export const NAMESPACES = ['shop', 'shop-2', 'pay', 'foo', 'foobar', 'xfoo', 'team-a', 'team-ab', 'default'];
export const ACCOUNTS = ['web', 'web-2', 'webx', 'api', 'api-gw', 'cart.v2', 'cartxv2', 'default', 'bot'];
export const TRUST_DOMAINS = ['cluster.local', 'td1', 'td2', 'old-td', 'example.org', 'exampleXorg'];
export const ROOTS = ['istio-system', 'root', 'shop'];
export const APPS = ['web', 'cart', 'api'];

export const PORTS = [80, 443, 3306, 8080, 8443, 9000, 9090];
export const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'PROPFIND'];
/** HTTP/1.1 answers 400 to these (S8). */
export const HTTP2_METHODS = ['get', 'Get', 'FOO', 'GETX', 'M-SEARCH', 'VERSION-CONTROL'];
export const SEGMENTS = [
  'api',
  'Api',
  'v1',
  'v2',
  'items',
  'users',
  'admin',
  'me',
  '42',
  '17',
  'a.b',
  'it~em',
  'a=b',
  "$(x)'!",
  'a%20b',
  'x*y',
];
export const HOSTS = [
  'cart.shop',
  'cart.shop.svc.cluster.local',
  'api.shop.example.com',
  'Shop.Example.com',
  'localhost',
];
export const SERVER_NAMES = [
  'www.example.com',
  'WWW.Example.com',
  'cart.shop.svc.cluster.local',
  'outbound_.8080_._.cart.shop.svc.cluster.local',
];

export const PEERS = [
  '10.1.2.3',
  '10.1.9.9',
  '10.1.2.200',
  '10.2.0.1',
  '172.16.0.1',
  '192.168.7.8',
  '203.0.113.9',
];
export const PEERS_V6 = ['fd00:1::3', 'fd00:1::9', '2001:db8::7'];
export const DESTINATIONS = ['10.96.0.2', '10.96.0.20', '10.96.2.164'];
export const DESTINATIONS_V6 = ['fd00:96::2', 'fd00:96::20'];
/** Asked for in rules, and sent. The first two are Envoy's single-slot headers (S10). */
export const HEADERS = ['user-agent', 'accept', 'x-tenant', 'x-Role', 'version', 'cookie'];
export const HEADER_VALUES = ['Admin', 'admin', 'team-a', 'team-ab', 'a,b', 'a', 'b', '*', '1.0'];
