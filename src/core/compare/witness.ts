import type { Call } from '../evaluate/call.ts';
import type { Arena } from './arena.ts';
import type { Value } from './dimension.ts';
import type { Reading } from './reading.ts';

/**
 * A complete call from the values of the decided dimensions. What isn't among them doesn't matter, and is the
 * smallest there is; no token was sent.
 */
export function witnessOf(
  values: ReadonlyMap<number, Value>,
  { dimensions }: Pick<Arena, 'dimensions'>,
  { chain }: Pick<Reading, 'chain'>,
): Call {
  const named = new Map([...values].map(([dimension, value]) => [dimensions[dimension]!.name, value]));
  const sourceAddress = textOf(named, 'source') ?? '10.0.0.1';
  const connection: Call = {
    chain,
    principal: textOf(named, 'principal')?.replace('spiffe://', '') ?? null,
    sourceAddress,
    remoteAddress: textOf(named, 'remote') ?? sourceAddress,
    destinationAddress: textOf(named, 'destination') ?? '10.0.0.1',
    port: Number(named.get('port') ?? 8080),
    sni: textOf(named, 'sni') ?? null,
  };
  if (chain === 'tcp') return connection;
  const asked = textOf(named, 'path') ?? '/';
  const [path = ''] = asked.split('?');
  return {
    ...connection,
    host: textOf(named, 'host') ?? 'a',
    method: textOf(named, 'method') ?? 'GET',
    path,
    ...(path === asked ? {} : { pathWithQuery: asked }),
    headers: headersOf(new Map([...smallestHeaders(dimensions), ...named])),
    headersComplete: true,
    token: 'none',
  };
}

/** A request always has a scheme; nobody needs to read of it unless a rule asks for it. */
function smallestHeaders(dimensions: Arena['dimensions']): [string, Value][] {
  return dimensions.filter(({ name }) => name === 'header :scheme').map(({ name }) => [name, 'http']);
}

function textOf(named: ReadonlyMap<string, Value>, name: string): string | null {
  const value = named.get(name);
  return typeof value === 'string' ? value : null;
}

function headersOf(named: ReadonlyMap<string, Value>): Record<string, readonly string[]> {
  const headers: Record<string, readonly string[]> = {};
  for (const [name, value] of named) {
    const header = name.startsWith('header ') ? name.slice('header '.length) : null;
    if (header !== null && value !== null)
      headers[header] = typeof value === 'string' ? [value] : linesOf(value);
  }
  return headers;
}

function linesOf(value: Value): readonly string[] {
  return typeof value === 'object' && value !== null ? value : [];
}
