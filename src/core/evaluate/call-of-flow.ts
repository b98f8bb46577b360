import { normalAddress } from '../identify/address.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { FlowLine } from '../model/flow-line.ts';
import type { Call } from './call.ts';
import { parseIp } from './ip-block.ts';
import { hostOfTarget, normalizePath } from './normalize-path.ts';

/**
 * What the proxy knows of a recorded or imagined call. `absent` says what a key means that isn't there: the
 * attribute was not there either, or it isn't known (B8). null = the proxy refuses the path before any rule
 * (N1).
 */
export function callOfFlow(line: FlowLine, mesh: PolicyMesh, absent: 'unknown' | 'absent'): Call | null {
  const { source, destination, connection, request, protocol } = line;
  const isComplete = absent === 'absent';
  const told = <T>(attribute: T | undefined) => (attribute === undefined && isComplete ? null : attribute);
  const sent = request?.path ?? undefined;
  const path = sent === undefined ? undefined : normalizePath(sent, mesh.pathNormalization);
  if (path === null) return null;
  const headers = request?.headers && headersOf(request.headers);
  return {
    chain: protocol === 'http' || protocol === 'grpc' ? 'http' : 'tcp', // H3
    principal: source?.anonymousReason === 'plaintext' ? null : told(source?.principal), // M1
    sourceAddress: source?.address && normalAddress(source.address), // S12
    remoteAddress: remoteAddress(source, headers, isComplete),
    destinationAddress: destination.address && normalAddress(destination.address),
    port: destination.port,
    sni: told(connection?.sni),
    host: (sent && hostOfTarget(sent)) ?? told(request?.host),
    method: told(request?.method ?? (protocol === 'grpc' ? 'POST' : request?.method)), // H1
    path: path === undefined ? told(request?.path) : path.path,
    pathWithQuery: path?.pathWithQuery,
    headers,
    headersComplete: isComplete,
    token: isComplete ? 'none' : undefined, // S13
  };
}

/** S12: the last entry of X-Forwarded-For if it is an address, else the peer. */
function remoteAddress(
  source: FlowLine['source'],
  headers: Call['headers'],
  isComplete: boolean,
): string | undefined {
  if (source?.remoteAddress !== undefined) return source.remoteAddress;
  const forwarded = headers?.['x-forwarded-for'];
  if (forwarded === undefined) return isComplete ? source?.address : undefined;
  const last = forwarded.join(',').split(',').at(-1)?.trim() ?? '';
  return parseIp(last) === null ? source?.address : last;
}

function headersOf(headers: Readonly<Record<string, string | readonly string[]>>): Call['headers'] {
  const lines = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase(); // S10
    lines.set(key, [...(lines.get(key) ?? []), ...(typeof value === 'string' ? [value] : value)]);
  }
  return Object.fromEntries(lines);
}
