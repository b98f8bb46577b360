import type { FlowLine } from '../model/flow-line.ts';
import type { AskedParts } from './asked-parts.ts';

/** What is remembered of one caller's way of calling. */
export interface CallsOf<J> {
  readonly byClass: Map<string, J>;
  readonly byPath: Map<string, J>;
}

interface Way<J> extends CallsOf<J> {
  readonly protocol: FlowLine['protocol'];
  readonly port: number;
  readonly method: string | null | undefined;
  readonly asked: string;
}

/** By the caller's principal, else why it has none. */
export type CallsByCaller<J> = Map<string, Way<J>[]>;

/** Finds what policies may tell apart, path and callee left out, without building a text of all that names it. */
export function callsFinder<J>(
  parts: AskedParts,
): (callers: CallsByCaller<J>, line: FlowLine, added: () => void) => CallsOf<J> {
  const isAsked = Object.values(parts).some(Boolean);
  return (callers, line, added) => {
    const { source, protocol, destination, request } = line;
    const caller = source?.principal ?? `\n${source?.anonymousReason ?? ''}`;
    const asked = isAsked ? askedText(line, parts) : '';
    const ways = callers.get(caller);
    const { port } = destination;
    const method = request?.method;
    for (const way of ways ?? []) {
      if (way.port === port && way.method === method && way.protocol === protocol && way.asked === asked)
        return way;
    }
    added();
    const way = {
      protocol,
      port,
      method,
      asked,
      byClass: new Map<string, J>(),
      byPath: new Map<string, J>(),
    };
    callers.set(caller, [...(callers.get(caller) ?? []), way]);
    return way;
  };
}

function askedText({ source, destination, request, connection }: FlowLine, parts: AskedParts): string {
  const { host, sni, addresses, headers } = parts;
  let text = '';
  if (host) text += `${request?.host}`;
  if (sni) text += `\n${connection?.sni}`;
  if (addresses) text += `\n${source?.address} ${source?.remoteAddress} ${destination.address}`;
  // X-Forwarded-For may tell the client's address (S12).
  if (headers || addresses) text += `\n${JSON.stringify(request?.headers)}`;
  return text;
}
