import type { FlowLine } from '../model/flow-line.ts';
import type { AskedParts } from './asked-parts.ts';

/** More than the ways that are told apart at once. */
const WAYS = 2 ** 20;

/**
 * Numbers the calls that policies may tell apart, callee and path left out: equal numbers for equal callers that call
 * in the same way. Callers and ways are few, and one list of each serves all callees. Past `limit` of either all are
 * forgotten, after which numbers mean something else: `forgotten` says so.
 */
export function callIds(parts: AskedParts, limit: number, forgotten: () => void): (line: FlowLine) => number {
  const callers = new Map<string, number>();
  const ways = new Map<string, number>();
  const isAsked = Object.values(parts).some(Boolean);

  function makeRoom(): void {
    if (callers.size < limit && ways.size < limit) return;
    callers.clear();
    ways.clear();
    forgotten();
  }

  return (line) => {
    const caller = callerText(line);
    const way = wayText(line, isAsked ? parts : null);
    if (!callers.has(caller) || !ways.has(way)) makeRoom();
    return numberOf(callers, caller) * WAYS + numberOf(ways, way);
  };
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  const next = numbers.size;
  numbers.set(text, next);
  return next;
}

/** The principal, else why there is none. */
function callerText({ source }: FlowLine): string {
  return source?.principal ?? `\n${source?.anonymousReason ?? ''}`;
}

function wayText(line: FlowLine, asked: AskedParts | null): string {
  const { destination, protocol, request } = line;
  // What isn't told, what is known to be absent and a method of that name are three.
  const method = typeof request?.method === 'string' ? `"${request.method}` : `${request?.method}`;
  const path = typeof request?.path === 'string' ? '' : `${request?.path} `;
  const way = `${destination.port}${protocol}${path}${method}`;
  return asked === null ? way : `${askedText(line, asked)}\n${way}`;
}

function askedText({ source, destination, request, connection }: FlowLine, asked: AskedParts): string {
  const { host, sni, addresses, headers } = asked;
  return JSON.stringify({
    ...(host && { host: request?.host }),
    ...(sni && { sni: connection?.sni }),
    ...(addresses && { from: source?.address, remote: source?.remoteAddress, to: destination.address }),
    // X-Forwarded-For may tell the client's address (S12).
    ...((headers || addresses) && { headers: request?.headers }),
  });
}
