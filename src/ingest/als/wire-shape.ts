/**
 * Which fields of a message are messages themselves, and which belong to one oneof: what a check of the wire
 * format must know. Everything else is skipped by its wire type. Numbers are below 32, so a bit mask can hold
 * them.
 */
export interface WireShape {
  /** By field number: the message it holds. */
  readonly children: readonly (WireShape | undefined)[];
  /** Bits of the fields that hold a message at most once: a second one is merged into the first. */
  readonly single: number;
  /** The last member on the wire clears the others. */
  readonly oneofs: readonly Oneof[];
  /** Bits of all fields of which only one may stand there: `single` and the members of the oneofs. */
  readonly watched: number;
}

export interface Oneof {
  /** Bits of its members. */
  readonly members: number;
  /** Wire type by field number; what comes in another one is an unknown field. */
  readonly wires: Readonly<Record<number, number>>;
}

interface Fields {
  readonly single?: Readonly<Record<number, WireShape>>;
  readonly repeated?: Readonly<Record<number, WireShape>>;
  readonly oneofs?: readonly Readonly<Record<number, number>>[];
}

const bits = (numbers: readonly string[]): number => numbers.reduce((mask, n) => mask | (1 << Number(n)), 0);

function fill(shape: WireShape, { single = {}, repeated = {}, oneofs = [] }: Fields): WireShape {
  const children = shape.children as (WireShape | undefined)[];
  for (const [number, child] of Object.entries({ ...single, ...repeated })) children[Number(number)] = child;
  const once = bits(Object.keys(single));
  return Object.assign(shape, {
    single: once,
    oneofs: oneofs.map((wires) => ({ members: bits(Object.keys(wires)), wires })),
    watched: once | bits(oneofs.flatMap((wires) => Object.keys(wires))),
  });
}

function message(fields: Fields): WireShape {
  return fill(
    { children: new Array<undefined>(32).fill(undefined), single: 0, oneofs: [], watched: 0 },
    fields,
  );
}

/** Wrappers, times, flags: messages without messages inside. */
const LEAF = message({});

const VALUE = message({});
const STRUCT = message({ repeated: { 1: message({ single: { 2: VALUE } }) } });
fill(VALUE, {
  single: { 5: STRUCT, 6: message({ repeated: { 1: VALUE } }) },
  oneofs: [{ 1: 0, 2: 1, 3: 2, 4: 0, 5: 2, 6: 2 }],
});

// Members of a oneof that the reduced messages leave out stand here too: they clear the ones that are read.
const SOCKET_ADDRESS = message({ oneofs: [{ 3: 0, 4: 2 }] });
const ADDRESS = message({ single: { 1: SOCKET_ADDRESS, 2: LEAF, 3: LEAF }, oneofs: [{ 1: 2, 2: 2, 3: 2 }] });

const CERTIFICATE = message({ repeated: { 1: message({ oneofs: [{ 1: 2, 2: 2 }] }) } });
const TLS_PROPERTIES = message({ single: { 4: CERTIFICATE, 5: CERTIFICATE } });

/** Read as bytes first, and still a message on the wire: what is broken in it breaks its parents. */
const METADATA = message({ repeated: { 1: message({ single: { 2: STRUCT } }) } });

const COMMON = message({
  single: {
    2: ADDRESS,
    3: ADDRESS,
    4: TLS_PROPERTIES,
    5: LEAF,
    13: ADDRESS,
    16: message({ single: { 13: LEAF } }),
    17: METADATA,
    20: ADDRESS,
    23: LEAF,
  },
  repeated: { 21: message({ single: { 2: LEAF } }) },
});

const REQUEST = message({ repeated: { 13: LEAF } });
const RESPONSE = message({ single: { 1: LEAF }, repeated: { 4: LEAF, 5: LEAF } });

const HTTP_ENTRY = message({ single: { 1: COMMON, 3: REQUEST, 4: RESPONSE } });
const TCP_ENTRY = message({ single: { 1: COMMON, 2: LEAF } });
const IDENTIFIER = message({ single: { 1: message({ single: { 3: STRUCT } }) } });

/** Of `StreamAccessLogsMessage`. */
export const STREAM_MESSAGE = message({
  single: {
    1: IDENTIFIER,
    2: message({ repeated: { 1: HTTP_ENTRY } }),
    3: message({ repeated: { 1: TCP_ENTRY } }),
  },
  oneofs: [{ 2: 2, 3: 2 }],
});
