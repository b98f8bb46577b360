import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** Bytes of protobuf fields, put together by hand: so tests can also say what no library would write. */
export type Part = Uint8Array;

export function varint(number: number, value: number | bigint): Part {
  return new BinaryWriter()
    .uint32(number << 3)
    .uint64(value)
    .finish();
}

export function text(number: number, value: string): Part {
  return nested(number, Buffer.from(value));
}

export function nested(number: number, ...parts: readonly Part[]): Part {
  return new BinaryWriter()
    .uint32((number << 3) | 2)
    .bytes(Buffer.concat(parts))
    .finish();
}

export function join(...parts: readonly Part[]): Buffer {
  return Buffer.concat(parts);
}

/** A map's entry of two strings. */
export function pair(number: number, key: string, value: string): Part {
  return nested(number, text(1, key), text(2, value));
}

export function address(number: number, ip: string, port: number): Part {
  return nested(number, nested(1, text(2, ip), varint(3, port)));
}

/** TLS properties; null = none (plaintext). */
export function tls(local: readonly string[], peer: readonly string[] | 'none'): Part {
  const certificate = (number: number, uris: readonly string[]) =>
    nested(number, ...uris.map((uri) => nested(1, text(1, uri))));
  return nested(4, certificate(4, local), peer === 'none' ? Buffer.alloc(0) : certificate(5, peer));
}

/** A metadata Struct of strings and one level of string structs, as field `number`. */
export function struct(
  number: number,
  fields: Readonly<Record<string, string | Record<string, string>>>,
): Part {
  const value = (content: string | Record<string, string>): Part =>
    typeof content === 'string' ? text(3, content) : struct(5, content);
  return nested(
    number,
    ...Object.entries(fields).map(([key, content]) => nested(1, text(1, key), nested(2, value(content)))),
  );
}

export const NODE_ID = 'sidecar~10.1.2.3~cart-7d9f-x2.shop~shop.svc.cluster.local';

const METADATA = {
  NAME: 'cart-7d9f-x2',
  NAMESPACE: 'shop',
  WORKLOAD_NAME: 'cart',
  SERVICE_ACCOUNT: 'cart',
  CLUSTER_ID: 'Kubernetes',
  INSTANCE_IPS: '10.1.2.3',
  LABELS: { app: 'cart', version: 'v1' },
};

/** An identifier field. */
export function identifier(id = NODE_ID, metadata: Parameters<typeof struct>[1] = METADATA): Part {
  return nested(1, nested(1, text(1, id), struct(3, metadata)));
}

export function httpLogs(...entries: readonly Part[]): Part {
  return nested(2, ...entries.map((entry) => nested(1, entry)));
}

export function tcpLogs(...entries: readonly Part[]): Part {
  return nested(3, ...entries.map((entry) => nested(1, entry)));
}

export interface HttpParts {
  readonly path?: string;
  readonly method?: number;
  readonly code?: number;
  readonly details?: string;
  readonly peer?: string;
  readonly type?: number;
  readonly cluster?: string;
  readonly streamId?: string;
  /** Instead of mTLS between `peer` and cart. */
  readonly tls?: Part;
  /** Instead of cart's and web's addresses. */
  readonly local?: Part;
  readonly direct?: Part;
  /** More fields of the common properties, the request, the response. */
  readonly common?: readonly Part[];
  readonly request?: readonly Part[];
  readonly response?: readonly Part[];
}

export const OWN = 'spiffe://cluster.local/ns/shop/sa/cart';
export const WEB = 'spiffe://cluster.local/ns/shop/sa/web';

/** An ordinary inbound request of web at cart:8080. */
export function httpEntry(parts: HttpParts = {}): Part {
  const { path = '/a', method = 1, code = 200, details = 'via_upstream', peer = WEB, type = 6 } = parts;
  const { cluster = 'inbound|8080||', streamId = '', common = [], request = [], response = [] } = parts;
  return join(
    nested(
      1,
      address(2, '10.1.9.9', 50_012),
      parts.local ?? address(3, '10.1.2.3', 8080),
      parts.tls ?? tls([OWN], [peer]),
      nested(5, varint(1, 1_772_445_600), varint(2, 123_000_000)),
      text(15, cluster),
      text(19, 'default'),
      parts.direct ?? address(20, '10.1.9.9', 50_012),
      nested(23, varint(2, 2_000_000)),
      text(26, streamId),
      varint(33, type),
      ...common,
    ),
    varint(2, 2),
    nested(3, varint(1, method), text(5, path), ...request),
    nested(4, nested(1, varint(1, code)), text(6, details), ...response),
  );
}

export interface TcpParts {
  readonly received?: number;
  readonly sent?: number;
  readonly peer?: string;
  readonly type?: number;
  readonly streamId?: string;
  readonly cluster?: string;
  readonly tls?: Part;
  readonly local?: Part;
  readonly direct?: Part;
  readonly common?: readonly Part[];
}

/** An ordinary connection of web to cart:8080. */
export function tcpEntry(parts: TcpParts = {}): Part {
  const { received = 10, sent = 20, peer = WEB, type = 3, streamId = '', common = [] } = parts;
  const { cluster = 'inbound|8080||' } = parts;
  return join(
    nested(
      1,
      address(2, '10.1.9.9', 50_012),
      parts.local ?? address(3, '10.1.2.3', 8080),
      parts.tls ?? tls([OWN], [peer]),
      text(15, cluster),
      parts.direct ?? address(20, '10.1.9.9', 50_012),
      text(26, streamId),
      varint(33, type),
      ...common,
    ),
    nested(2, varint(1, received), varint(2, sent)),
  );
}
