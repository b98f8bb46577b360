import type { Call } from './call.ts';

/** S10: Envoy keeps these in one slot: several lines are one value, joined by commas (measured). */
const SINGLE_SLOT = new Set([
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  'cdn-loop',
  'content-encoding',
  'expect',
  'grpc-accept-encoding',
  'if-match',
  'if-modified-since',
  'if-range',
  'if-unmodified-since',
  'pragma',
  'proxy-status',
  'x-client-trace-id',
  'x-envoy-attempt-count',
  'x-envoy-decorator-operation',
  'x-envoy-downstream-service-cluster',
  'x-envoy-downstream-service-node',
  'x-envoy-external-address',
  'x-envoy-is-timeout-retry',
  'x-envoy-original-host',
  'x-forwarded-port',
  'user-agent',
  'accept',
  'authorization',
  'content-type',
  'accept-encoding',
  'cache-control',
  'referer',
  'origin',
  'via',
  'if-none-match',
  'grpc-timeout',
  'x-request-id',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-envoy-original-path',
]);

/** Is the header one value however many lines it had? */
export function isSingleSlot(name: string): boolean {
  return SINGLE_SLOT.has(name);
}

/** The values that a rule sees, each by itself (S10); empty = not sent; undefined = not known (B8). */
export function headerValues(call: Call, name: string): readonly string[] | undefined {
  const pseudo = pseudoHeader(call, name);
  if (pseudo !== 'no') return pseudo === undefined ? undefined : pseudo === null ? [] : [pseudo];
  const lines = call.headers && Object.hasOwn(call.headers, name) ? call.headers[name] : undefined;
  if (lines === undefined) return call.headersComplete === true ? [] : undefined;
  if (lines.length < 2 || !isSingleSlot(name)) return lines;
  return [lines.filter((line) => line !== '').join(',')];
}

/** S10: parts of the request line that can be asked for as headers; `no` = an ordinary header. */
function pseudoHeader(call: Call, name: string): string | null | undefined | 'no' {
  switch (name) {
    case 'host':
    case ':authority':
      return call.host;
    case ':method':
      return call.method;
    case ':path':
      return call.pathWithQuery ?? call.path;
    case ':scheme':
      return call.headers?.[':scheme']?.[0];
    default:
      return 'no';
  }
}
