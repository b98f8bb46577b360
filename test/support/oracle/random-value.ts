import type { Random } from './random.ts';
import {
  ACCOUNTS,
  HEADER_VALUES,
  HOSTS,
  HTTP2_METHODS,
  METHODS,
  NAMESPACES,
  PEERS,
  PEERS_V6,
  PORTS,
  SEGMENTS,
  SERVER_NAMES,
  TRUST_DOMAINS,
} from './words.ts';

/** A value for a policy's list, in any form that Istio takes for the field. */
export type RandomValue = (random: Random) => string;

export const randomPrincipal: RandomValue = (random) => {
  const [domain, namespace, account] = [TRUST_DOMAINS, NAMESPACES, ACCOUNTS].map((list) => random.pick(list));
  const exact = `${domain}/ns/${namespace}/sa/${account}`;
  return random.pick([
    exact,
    exact,
    exact,
    '*',
    `${domain}/ns/${namespace}/sa/*`,
    `${domain}/ns/${namespace}/*`,
    `${domain}/ns/${namespace}/sa/${account?.slice(0, 3)}*`,
    `*/ns/${namespace}/sa/${account}`,
    `*/sa/${account}`,
    `*${account}`,
    `${domain?.slice(0, 3)}*/ns/${namespace}/sa/${account}`,
    `*${domain?.slice(2)}/ns/${namespace}/sa/${account}`,
    `${domain}/ns/*/sa/${account}`,
    `*${namespace}*`,
    `spiffe://${exact}`,
    exact.toUpperCase(),
    `${namespace}/sa/${account}`,
  ]);
};

export const randomNamespace: RandomValue = (random) => {
  const name = random.pick(NAMESPACES);
  return random.pick([
    name,
    name,
    name,
    `${name.slice(0, 2)}*`,
    `*${name.slice(2)}`,
    '*',
    'f*o',
    `*${name}*`,
  ]);
};

export const randomServiceAccount: RandomValue = (random) => {
  const account = random.pick(ACCOUNTS);
  return random.chance(0.6) ? `${random.pick(NAMESPACES)}/${account}` : account;
};

export const randomTrustDomain: RandomValue = (random) => {
  const domain = random.pick(TRUST_DOMAINS);
  return random.pick([domain, domain, '*', `${domain.slice(0, 2)}*`, `*${domain.slice(3)}`]);
};

export const randomBlock: RandomValue = (random) => {
  if (random.chance(0.1))
    return random.pick([...PEERS_V6, 'fd00:1::/64', 'fd00:1::3/125', '::/0', '2001:db8::7/128']);
  const address = random.pick(PEERS);
  const block = `${address}/${random.pick([8, 12, 16, 20, 24, 29, 30, 31, 32])}`;
  return random.pick([address, block, block, block, '0.0.0.0/0', '::ffff:10.0.0.0/104']);
};

export const randomRequestPrincipal: RandomValue = (random) =>
  random.pick(['*', 'https://issuer.example/me', 'https://issuer.example/*', '*/me']);

export const randomHost: RandomValue = (random) => {
  const host = random.pick(HOSTS);
  const cut = host.indexOf('.') + 1;
  return random.pick([
    host,
    host,
    host.toUpperCase(),
    `${host}:8080`,
    `${host}:*`,
    `${host.slice(0, cut)}*`,
    `*.${host.slice(cut)}`,
    `*${host.slice(cut)}`,
    '*',
    '*:8080',
    `*.${host.slice(cut)}:*`,
  ]);
};

export const randomPort: RandomValue = (random) => {
  const port = String(random.pick(PORTS));
  return random.chance(0.1) ? `0${port}` : port;
};

export const randomMethod: RandomValue = (random) => {
  const method = random.pick(METHODS);
  return random.pick(
    [method, method, method, method, '*', `${method.slice(0, 2)}*`, `*${method.slice(1)}`].concat(
      random.chance(0.15) ? [...HTTP2_METHODS, '/pkg.Cart/Get'] : [],
    ),
  );
};

export const randomSegments = (random: Random, least: number, most: number): string =>
  random
    .some(SEGMENTS, least, most)
    .map((segment) => `/${segment}`)
    .join('');

export const randomPath: RandomValue = (random) => {
  const path = randomSegments(random, 1, 3);
  const segment = random.pick(SEGMENTS);
  // A template must not have any other star (T5).
  const [start, end] = [path, segment].map((text) => text.replaceAll('*', ''));
  return random.pick([
    path,
    path,
    path,
    `${path}/`,
    `${path}/*`,
    `${path}*`,
    `*${path}`,
    `*${segment}`,
    `*/${segment}`,
    '*',
    '/',
    `*${segment}*`,
    `${path}/*/${segment}`,
    `/${end}/{*}`,
    `/{*}${start}`,
    `${start}/{*}/${end}`,
    `${start}/{*}/{*}/`,
    `${start}/{**}`,
    '/{**}',
    `/{**}/${end}`,
    `/{*}/${end}/{**}`,
    `${start}/{**}/`,
    `${path}?x=1`,
    `${path}/a%7Bb%7D`,
    `${path}%2F${segment}`,
    `${path}//${segment}`,
    `${path}/%22`,
    `${path}/é`,
    path.slice(1),
  ]);
};

export const randomHeaderValue: RandomValue = (random) => {
  const value = random.pick(HEADER_VALUES);
  return random.pick([value, value, '*', `${value.slice(0, 2)}*`, `*${value.slice(1)}`, `*${value}*`]);
};

export const randomServerName: RandomValue = (random) => {
  const name = random.pick(SERVER_NAMES);
  return random.pick([name, name.toLowerCase(), '*', `${name.slice(0, 4)}*`, `*${name.slice(4)}`]);
};
