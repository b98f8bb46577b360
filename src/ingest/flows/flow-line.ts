import type { FlowLine } from '../../core/model/flow-line.ts';
import {
  isObject,
  missing,
  wrong,
  wrongChoice,
  wrongNumber,
  wrongObject,
  wrongText,
  wrongTextOrNull,
  wrongTexts,
} from './flow-checks.ts';
import { flowTime } from './flow-time.ts';

/**
 * What the line is read for: traffic has to say when, by whom and with which outcome; explaining does not.
 */
export type FlowUse = 'traffic' | 'explain';

type Keys = Readonly<Record<string, unknown>>;

const REPORTERS = ['destination', 'source'];
const PROTOCOLS = ['http', 'grpc', 'tcp', 'tls'];
const PLANES = ['sidecar', 'gateway', 'waypoint', 'ztunnel'];
const SERVICE_KINDS = ['Service', 'ServiceEntry'];
const SPIFFE = 'spiffe://';
const ANY = Number.MAX_SAFE_INTEGER;

/**
 * The flow line that a JSON value is, or what is wrong with it: a sentence that names the key. Unknown keys
 * are ignored; a principal written as a SPIFFE URI is one without `spiffe://`. The line may be the value
 * itself.
 */
export function decodeFlowLine(
  value: unknown,
  use: FlowUse = 'traffic',
): FlowLine | { readonly error: string } {
  if (!isObject(value)) return { error: wrong(value, 'the line', 'an object') };
  const error = problemOf(value, use);
  if (error !== null) return { error };
  return 'error' in value || isUri(value.source) ? tidied(value) : (value as unknown as FlowLine);
}

function problemOf(line: Keys, use: FlowUse): string | null {
  const { destination, protocol, request, outcome } = line;
  if (destination === undefined) return missing('destination');
  if (!isObject(destination)) return wrong(destination, 'destination', 'an object');
  if (protocol === undefined) return missing('protocol');
  return (
    (use === 'traffic' ? notTraffic(line, destination) : wrongText(line.time, 'time')) ??
    wrongChoice(protocol, 'protocol', PROTOCOLS) ??
    wrongChoice(line.reporter, 'reporter', REPORTERS) ??
    wrongDestination(destination) ??
    (line.source === undefined ? null : wrongSource(line.source)) ??
    (request === undefined ? null : wrongRequest(request)) ??
    (line.connection === undefined ? null : wrongConnection(line.connection)) ??
    (outcome === undefined ? null : wrongOutcome(outcome)) ??
    wrongText(line.rollout, 'rollout') ??
    wrongNumber(line.count, 'count', 1, ANY)
  );
}

/** What only traffic has to have. */
function notTraffic({ time, reporter, outcome }: Keys, destination: Keys): string | null {
  if (time === undefined) return missing('time');
  if (typeof time !== 'string' || Number.isNaN(flowTime(time)))
    return wrong(time, 'time', 'an RFC 3339 time');
  if (reporter === undefined) return missing('reporter');
  if (destination.namespace === undefined) return missing('destination.namespace');
  if (destination.workload === undefined) return missing('destination.workload');
  return outcome === undefined ? missing('outcome') : null;
}

function wrongDestination(destination: Keys): string | null {
  const { port, service } = destination;
  if (port === undefined) return missing('destination.port');
  return (
    wrongNumber(port, 'destination.port', 0, 65_535) ??
    wrongText(destination.namespace, 'destination.namespace') ??
    wrongText(destination.workload, 'destination.workload') ??
    wrongText(destination.cluster, 'destination.cluster') ??
    wrongTexts(destination.labels, 'destination.labels') ??
    wrongText(destination.principal, 'destination.principal') ??
    wrongText(destination.address, 'destination.address') ??
    wrongChoice(destination.plane, 'destination.plane', PLANES) ??
    (service === undefined ? null : wrongService(service))
  );
}

function wrongService(service: unknown): string | null {
  if (!isObject(service)) return wrong(service, 'destination.service', 'an object');
  const { name, kind, namespace } = service;
  if (name === undefined) return missing('destination.service.name');
  if (kind === undefined) return missing('destination.service.kind');
  return (
    wrongText(name, 'destination.service.name') ??
    wrongChoice(kind, 'destination.service.kind', SERVICE_KINDS) ??
    wrongText(namespace, 'destination.service.namespace')
  );
}

function wrongSource(source: unknown): string | null {
  if (!isObject(source)) return wrong(source, 'source', 'an object');
  const { principal, anonymousReason, address, remoteAddress, rollout } = source;
  if (principal === '') return 'source.principal is empty: leave it out where there is none';
  return (
    wrongTextOrNull(principal, 'source.principal') ??
    wrongText(address, 'source.address') ??
    wrongText(remoteAddress, 'source.remoteAddress') ??
    wrongText(anonymousReason, 'source.anonymousReason') ??
    wrongText(rollout, 'source.rollout')
  );
}

function wrongRequest(request: unknown): string | null {
  if (!isObject(request)) return wrong(request, 'request', 'an object');
  const { method, path, host, headers } = request;
  return (
    wrongTextOrNull(method, 'request.method') ??
    wrongTextOrNull(path, 'request.path') ??
    wrongTextOrNull(host, 'request.host') ??
    (headers === undefined ? null : wrongHeaders(headers))
  );
}

function wrongHeaders(headers: unknown): string | null {
  if (!isObject(headers)) return wrong(headers, 'request.headers', 'an object');
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string' || isTexts(value)) continue;
    return wrong(value, `request.headers[${name}]`, 'a string or a list of strings');
  }
  return null;
}

function wrongConnection(connection: unknown): string | null {
  if (!isObject(connection)) return wrong(connection, 'connection', 'an object');
  return wrongTextOrNull(connection.sni, 'connection.sni');
}

function wrongOutcome(outcome: unknown): string | null {
  if (!isObject(outcome)) return wrong(outcome, 'outcome', 'an object');
  const { status, grpcStatus, bytesIn, bytesOut, flags, detail, rbac } = outcome;
  if (flags !== undefined && !isTexts(flags)) return wrong(flags, 'outcome.flags', 'a list of strings');
  return (
    (status === null ? null : wrongNumber(status, 'outcome.status', 0, 999)) ??
    (grpcStatus === null ? null : wrongNumber(grpcStatus, 'outcome.grpcStatus', 0, ANY)) ??
    wrongText(detail, 'outcome.detail') ??
    wrongNumber(bytesIn, 'outcome.bytesIn', 0, ANY) ??
    wrongNumber(bytesOut, 'outcome.bytesOut', 0, ANY) ??
    wrongObject(rbac, 'outcome.rbac') ??
    wrongTexts(rbac, 'outcome.rbac')
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isUri(source: unknown): boolean {
  return isObject(source) && typeof source.principal === 'string' && source.principal.startsWith(SPIFFE);
}

/** A copy without what would be taken for an error, and with the principal as policies write it. */
function tidied(value: Keys): FlowLine {
  const { error: _, ...line } = value as Keys & FlowLine;
  if (!isUri(line.source)) return line;
  const principal = String(line.source?.principal).slice(SPIFFE.length);
  return { ...line, source: { ...line.source, principal } };
}
