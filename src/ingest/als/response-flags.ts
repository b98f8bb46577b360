import type { ResponseFlags } from './gen/envoy/data/accesslog/v3/accesslog.ts';

/** Envoy's short names by ALS field, in the order in which Envoy prints them. */
const SHORT_NAMES = {
  failedLocalHealthcheck: 'LH',
  noHealthyUpstream: 'UH',
  upstreamRequestTimeout: 'UT',
  localReset: 'LR',
  upstreamRemoteReset: 'UR',
  upstreamConnectionFailure: 'UF',
  upstreamConnectionTermination: 'UC',
  upstreamOverflow: 'UO',
  noRouteFound: 'NR',
  delayInjected: 'DI',
  faultInjected: 'FI',
  rateLimited: 'RL',
  unauthorizedDetails: 'UAEX',
  rateLimitServiceError: 'RLSE',
  downstreamConnectionTermination: 'DC',
  upstreamRetryLimitExceeded: 'URX',
  streamIdleTimeout: 'SI',
  invalidEnvoyRequestHeaders: 'IH',
  downstreamProtocolError: 'DPE',
  upstreamMaxStreamDurationReached: 'UMSDR',
  responseFromCacheFilter: 'RFCF',
  noFilterConfigFound: 'NFCF',
  durationTimeout: 'DT',
  upstreamProtocolError: 'UPE',
  noClusterFound: 'NC',
  overloadManager: 'OM',
  dnsResolutionFailure: 'DF',
  downstreamRemoteReset: 'DR',
} as const satisfies Record<keyof ResponseFlags, string>;

const FIELDS = Object.entries(SHORT_NAMES) as readonly (readonly [keyof ResponseFlags, string])[];

const NONE: readonly string[] = [];

/** Short names of the flags that are set. `UAEX` needs its reason: an empty message says nothing. */
export function flagsOf(flags: ResponseFlags | undefined): readonly string[] {
  if (!flags) return NONE;
  return FIELDS.filter(([field]) => isSet(flags[field])).map(([, name]) => name);
}

function isSet(value: ResponseFlags[keyof ResponseFlags]): boolean {
  return typeof value === 'object' ? value.reason === 1 : value === true;
}
