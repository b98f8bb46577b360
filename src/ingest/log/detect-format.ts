import { looksLikeAls } from '../als/identifier.ts';
import { textOf } from './byte-text.ts';
import { type Envelope, openEnvelope } from './envelope.ts';
import { kindOfLine, kindOfObject, parseObject } from './line-kind.ts';

export type DetectedFormat = 'als' | 'otlp' | 'ztunnel' | 'flows' | 'istio-text' | 'istio-json';

/** Of UTF-8, read as Latin-1. */
const BYTE_ORDER_MARK = /^\u00ef\u00bb\u00bf/;
const BYTES_FIELD_1 = 0x0a;
/** Fields 1 to 3 of ResourceLogs, all length-delimited. */
const RESOURCE_LOGS_TAGS = [0x0a, 0x12, 0x1a];

/**
 * What an input is by its first bytes (gunzipped; the more, the surer): the first line that isn't an agent's
 * decides. null = nothing in them tells.
 */
export function detectFormat(head: Uint8Array): DetectedFormat | null {
  if (head[0] === 0) return isFrame(head, 4) ? (looksLikeAls(head) ? 'als' : 'otlp') : null;
  for (const { content } of linesOfProxies(head)) {
    const kind = kindOfLine(content);
    if (kind === 'istio-text' || kind === 'ztunnel') return kind;
    const format = kind === 'object' ? objectFormat(content) : null;
    if (format !== null) return format;
  }
  return isVarintFrame(head) ? 'otlp' : null;
}

/** In their envelopes, without line ends; the last one may be cut off. */
export function* linesOfProxies(head: Uint8Array): Generator<Envelope> {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  for (const line of text.replace(BYTE_ORDER_MARK, '').split('\n')) {
    const envelope = openEnvelope(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (envelope.container === null || envelope.container === 'istio-proxy') yield envelope;
  }
}

/** A line that the head cuts off can't be parsed: its keys decide as far as they are there. */
function objectFormat(content: string): DetectedFormat | null {
  const object = parseObject(textOf(content));
  if (object === null)
    return /^\{.{0,65536}"start_time":"/s.test(content) ? 'istio-json' : cutFormat(content);
  const kind = kindOfObject(object);
  return kind === 'agent' || kind === 'unknown' ? null : kind;
}

function cutFormat(content: string): DetectedFormat | null {
  if (/^\{\s*"resource_?[lL]ogs"/.test(content)) return 'otlp';
  return /^\{.{0,65536}"reporter"\s*:\s*"(?:destination|source)"/s.test(content) ? 'flows' : null;
}

function isFrame(head: Uint8Array, at: number): boolean {
  return head.length > at && head[at] === BYTES_FIELD_1;
}

function isVarintFrame(head: Uint8Array): boolean {
  const length = varint(head, 0);
  if (length === null || !isFrame(head, length.next)) return false;
  // Text can look like a length and a newline; the message's first field tells.
  const inner = varint(head, length.next + 1);
  return inner !== null && inner.value < length.value && RESOURCE_LOGS_TAGS.includes(head[inner.next] ?? 0);
}

function varint(bytes: Uint8Array, from: number): { value: number; next: number } | null {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) return null;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { value, next: from + i + 1 };
  }
  return null;
}
