/** The fields of a line that are read. Everything else of a format is stepped over. */
export const FIELDS = [
  'startTime',
  'method',
  'path',
  'protocol',
  'code',
  'flags',
  'details',
  'terminationDetails',
  'bytesIn',
  'bytesOut',
  'duration',
  'upstreamHost',
  'upstreamCluster',
  'upstreamLocal',
  'local',
  'remote',
  'sni',
  'routeName',
] as const;
export type Field = (typeof FIELDS)[number];

/** Whether a slice of a line's bytes can be the operator's value. */
export type FieldCheck = (line: Uint8Array, from: number, to: number) => boolean;

export interface Operator {
  /** null = not read. */
  readonly field: Field | null;
  /** null = free: any text, blanks and quotes too. Others have no blank. */
  readonly check: FieldCheck | null;
}

/** By the operator's text without its `:MAX`. What isn't here is unknown. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['START_TIME', { field: 'startTime', check: isToken }],
  ['REQ(:METHOD)', { field: 'method', check: isToken }],
  ['REQ(X-ENVOY-ORIGINAL-PATH?:PATH)', { field: 'path', check: null }],
  ['PROTOCOL', { field: 'protocol', check: isProtocol }],
  ['RESPONSE_CODE', { field: 'code', check: isCode }],
  ['RESPONSE_FLAGS', { field: 'flags', check: isFlags }],
  ['RESPONSE_CODE_DETAILS', { field: 'details', check: isToken }],
  ['CONNECTION_TERMINATION_DETAILS', { field: 'terminationDetails', check: null }],
  // Old Envoys print it with blanks.
  ['UPSTREAM_TRANSPORT_FAILURE_REASON', { field: null, check: null }],
  ['BYTES_RECEIVED', { field: 'bytesIn', check: isInteger }],
  ['BYTES_SENT', { field: 'bytesOut', check: isInteger }],
  ['DURATION', { field: 'duration', check: isInteger }],
  ['RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)', { field: null, check: null }],
  ['REQ(X-FORWARDED-FOR)', { field: null, check: null }],
  ['REQ(USER-AGENT)', { field: null, check: null }],
  ['REQ(X-REQUEST-ID)', { field: null, check: null }],
  ['REQ(:AUTHORITY)', { field: null, check: null }],
  ['UPSTREAM_HOST', { field: 'upstreamHost', check: isToken }],
  ['UPSTREAM_CLUSTER', { field: 'upstreamCluster', check: isToken }],
  ['UPSTREAM_CLUSTER_RAW', { field: 'upstreamCluster', check: isToken }],
  ['UPSTREAM_LOCAL_ADDRESS', { field: 'upstreamLocal', check: isToken }],
  ['DOWNSTREAM_LOCAL_ADDRESS', { field: 'local', check: isToken }],
  ['DOWNSTREAM_REMOTE_ADDRESS', { field: 'remote', check: isToken }],
  ['REQUESTED_SERVER_NAME', { field: 'sni', check: isToken }],
  ['ROUTE_NAME', { field: 'routeName', check: isToken }],
] as const);

const DASH = 45;
const QUOTE = 34;

/**
 * Never empty, never a quote: a quoted neighbour would be a sign of a shifted line. That it has no blank is
 * given.
 */
function isToken(line: Uint8Array, from: number, to: number): boolean {
  if (from >= to) return false;
  for (let i = from; i < to; i++) if ((line[i] as number) === QUOTE) return false;
  return true;
}

function isDash(line: Uint8Array, from: number, to: number): boolean {
  return to - from === 1 && (line[from] as number) === DASH;
}

function isInteger(line: Uint8Array, from: number, to: number): boolean {
  if (isDash(line, from, to)) return true;
  for (let i = from; i < to; i++) {
    const char = line[i] as number;
    if (char < 48 || char > 57) return false;
  }
  return from < to && to - from <= 20;
}

/** 0 = no response began. */
function isCode(line: Uint8Array, from: number, to: number): boolean {
  if (isDash(line, from, to)) return true;
  if (to - from === 1) return (line[from] as number) === 48;
  const first = line[from] as number;
  return to - from === 3 && first >= 49 && first <= 53 && isInteger(line, from, to);
}

/** `-`, or short names as Envoy forms them. Newer Envoys know more of them than any list here would. */
function isFlags(line: Uint8Array, from: number, to: number): boolean {
  if (isDash(line, from, to)) return true;
  let letters = 0;
  for (let i = from; i < to; i++) {
    const char = line[i] as number;
    if (char === 44 && letters > 0) letters = 0;
    else if (char >= 65 && char <= 90) letters++;
    else return false;
  }
  return letters > 0;
}

const PROTOCOLS = ['HTTP/1.1', 'HTTP/2', 'HTTP/1.0', 'HTTP/3', '-'].map((name) => Buffer.from(name));

function isProtocol(line: Uint8Array, from: number, to: number): boolean {
  for (let p = 0; p < PROTOCOLS.length; p++) {
    const protocol = PROTOCOLS[p] as Uint8Array;
    if (to - from === protocol.length && isAt(line, protocol, from)) return true;
  }
  return false;
}

/** Whether the bytes stand there. */
export function isAt(line: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < bytes.length; i++) if (line[at + i] !== bytes[i]) return false;
  return true;
}
