import type { InventorySource } from './cluster-port.ts';
import type { KnownFrom } from './inventory-source.ts';

export interface ReadinessPart {
  readonly name: string;
  readonly ready: boolean;
  /** Taking telemetry depends on it. What doesn't must not cut proxies off when it fails. */
  readonly needed: boolean;
  readonly why: string;
}

export interface ReadinessFacts {
  /** The last flush was stored. */
  readonly stored: boolean;
  readonly alsAddress: string;
  readonly known: KnownFrom;
}

/** Whether the service does its work, part by part. */
export function readinessOf({ stored, alsAddress, known }: ReadinessFacts) {
  const parts: ReadinessPart[] = [
    {
      name: 'store',
      ready: stored,
      needed: true,
      why: stored ? 'the last flush was stored' : 'the last flush failed',
    },
    { name: 'als', ready: true, needed: true, why: `listening on ${alsAddress}` },
    { name: 'kubernetes', needed: false, ...kubernetesPart(known) },
  ];
  return { ready: parts.every(({ ready, needed }) => ready || !needed), parts };
}

function kubernetesPart({ source, missing, broken }: KnownFrom): { ready: boolean; why: string } {
  if (source === null) return { ready: !broken, why: missing ?? 'off: proxies describe themselves' };
  const troubled = troublesOf(source);
  return troubled.length === 0
    ? { ready: true, why: source.from }
    : { ready: false, why: `${source.from}: ${troubled.join('; ')}` };
}

function troublesOf(source: InventorySource): string[] {
  return source
    .watches()
    .filter(({ state }) => state === 'connecting' || state === 'stale' || state === 'forbidden')
    .map(({ resource, state, why }) => `${resource} ${state}${why === null ? '' : ` (${why})`}`);
}
