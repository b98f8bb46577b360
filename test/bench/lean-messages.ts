import { address, httpLogs, identifier, join, nested, type Part, text, varint } from '../support/als-wire.ts';

export interface LeanShape {
  readonly tuples: number;
  readonly entriesPerMessage: number;
  readonly messages: number;
}

/** As Envoy sends them under load: 16 KiB messages of 25 entries, 650 bytes each. */
export const LEAN: LeanShape = { tuples: 1000, entriesPerMessage: 25, messages: 400 };

/** What one stream sends first. */
export const FIRST_MESSAGE = identifier();

/**
 * Messages of mTLS requests to one pod: callers and operations drawn by Zipf 1.1, a query on a quarter of the
 * paths, and ids, ports, times and sizes that differ from entry to entry. The same on every run.
 */
export function leanMessages(shape: LeanShape = LEAN): Buffer[] {
  const random = generator(42);
  const pick = zipf(shape.tuples, 1.1);
  return Array.from({ length: shape.messages }, () =>
    Buffer.from(
      httpLogs(...Array.from({ length: shape.entriesPerMessage }, () => leanEntry(pick(random()), random))),
    ),
  );
}

function leanEntry(tuple: number, random: () => number): Part {
  const below = (limit: number) => Math.floor(random() * limit);
  const uuid = Array.from({ length: 32 }, () => below(16).toString(16)).join('');
  const id = uuid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const duration = (number: number) => nested(number, varint(2, 1 + below(3_000_000)));
  const caller = `caller-${tuple % 10}`;
  const port = 32_768 + below(28_000);
  const query = random() < 0.25 ? `?session=${uuid.slice(0, 12)}&page=${below(50)}` : '';
  const path = `/api/v1/items/${Math.floor(tuple / 10)}${query}`;
  return join(
    nested(
      1,
      address(2, `10.244.1.${10 + (tuple % 10)}`, port),
      address(3, '10.1.2.3', 8080),
      nested(
        4,
        varint(1, 4),
        nested(2, varint(1, 4866)),
        text(3, 'outbound_.8080_._.cart.shop.svc.cluster.local'),
        nested(4, nested(1, text(1, 'spiffe://cluster.local/ns/shop/sa/cart'))),
        nested(
          5,
          nested(1, text(1, `spiffe://cluster.local/ns/shop/sa/${caller}`)),
          text(3, 'O=cluster.local'),
        ),
        text(6, uuid + uuid),
      ),
      nested(5, varint(1, 1_772_445_600 + below(3600)), varint(2, below(1e9))),
      ...[6, 7, 8, 9, 10, 11, 12].map(duration),
      address(13, '10.1.2.3', 8080),
      address(14, '127.0.0.6', 32_768 + below(28_000)),
      text(15, 'inbound|8080||'),
      text(19, 'default'),
      address(20, `10.244.1.${10 + (tuple % 10)}`, port),
      duration(23),
      varint(24, 1),
      text(26, id),
      ...[29, 30, 31, 32].map((number) => varint(number, 100 + below(4000))),
      varint(33, 6),
    ),
    varint(2, 2),
    nested(
      3,
      varint(1, 1 + (tuple % 3)),
      text(2, 'https'),
      text(3, 'cart.shop.svc:8080'),
      text(5, path),
      text(6, 'python-requests/2.32.3'),
      text(9, id),
      varint(11, 300 + below(200)),
      varint(14, 312),
      varint(15, 92),
    ),
    nested(
      4,
      nested(1, varint(1, 200)),
      varint(2, 127),
      varint(3, below(5000)),
      text(6, 'via_upstream'),
      varint(7, 43),
      varint(8, 137),
    ),
  );
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function zipf(size: number, exponent: number): (random: number) => number {
  let sum = 0;
  const cumulative = Array.from({ length: size }, (_, i) => {
    sum += 1 / (i + 1) ** exponent;
    return sum;
  });
  return (random) => {
    const at = cumulative.findIndex((value) => value >= random * sum);
    return at < 0 ? size - 1 : at;
  };
}
