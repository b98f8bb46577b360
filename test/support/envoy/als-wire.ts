import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** StreamAccessLogsMessage: 1 identifier, 2 http_logs, 3 tcp_logs, each with repeated 1 log_entry. */
const IDENTIFIER = 1;
/** Identifier: 1 node. Node: 1 id, 9 extensions, 10 client_features. */
const NODE = 1;
const NODE_ID = 1;
const USELESS_NODE_FIELDS = [9, 10];

/** Entries in one message, whatever their kind. */
export function countEntries(message: Uint8Array): number {
  let entries = 0;
  for (const { number, body } of fields(message)) {
    if (number !== IDENTIFIER) entries += [...fields(body)].filter((field) => field.number === 1).length;
  }
  return entries;
}

/** The node id that a stream's first message carries; null for all others. */
export function nodeId(message: Uint8Array): string | null {
  const node = sub(sub(message, IDENTIFIER), NODE);
  const id = sub(node, NODE_ID);
  return id === null ? null : Buffer.from(id).toString();
}

/** The same message without the 60 KB of extension names that Envoy lists in each identifier. */
export function withoutExtensions(message: Uint8Array): Uint8Array {
  return rewrite(message, IDENTIFIER, (identifier) =>
    rewrite(identifier, NODE, (node) =>
      USELESS_NODE_FIELDS.reduce((bytes, field) => rewrite(bytes, field, () => null), node),
    ),
  );
}

interface Field {
  readonly number: number;
  readonly body: Uint8Array;
  /** With its tag, as on the wire. */
  readonly whole: Uint8Array;
}

/** Every field; `body` is empty where the field isn't length-delimited. */
function* fields(bytes: Uint8Array): Generator<Field> {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    const delimited = wireType === WireType.LengthDelimited;
    const body = delimited ? reader.bytes() : new Uint8Array();
    if (!delimited) reader.skip(wireType, number);
    yield { number, body, whole: bytes.subarray(start, reader.pos) };
  }
}

function sub(bytes: Uint8Array | null, number: number): Uint8Array | null {
  if (bytes === null) return null;
  for (const field of fields(bytes)) if (field.number === number) return field.body;
  return null;
}

/** Copies all fields but `number`, whose bodies are replaced, or left out for null. */
function rewrite(
  bytes: Uint8Array,
  number: number,
  change: (body: Uint8Array) => Uint8Array | null,
): Uint8Array {
  const writer = new BinaryWriter();
  for (const field of fields(bytes)) {
    const body = field.number === number ? change(field.body) : undefined;
    if (body === undefined) writer.raw(field.whole);
    else if (body !== null) writer.tag(number, WireType.LengthDelimited).bytes(body);
  }
  return writer.finish();
}
