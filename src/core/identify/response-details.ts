import type { OutcomeClass } from './response-flags.ts';

/** By the word before any bracket. Envoy promises no stability here: what isn't listed says nothing. */
const CLASS_OF_WORD = new Map<string, OutcomeClass>([
  ['via_upstream', 'by-code'],
  ...each('denied', 'rbac_access_denied_matched_policy', 'rbac_access_denied'),
  ...each('denied', 'ext_authz_denied', 'ext_authz_error', 'jwt_authn_access_denied'),
  ...each('by-code', 'direct_response', 'internal_redirect', 'health_check_ok'),
  ...each('failed', 'route_not_found', 'cluster_not_found', 'no_healthy_upstream'),
  ...each('failed', 'upstream_reset_before_response_started', 'upstream_reset_after_response_started'),
  ...each('failed', 'upstream_response_timeout', 'upstream_per_try_timeout'),
  ...each('failed', 'upstream_max_stream_duration_reached'),
  ...each('failed', 'local_rate_limited', 'request_rate_limited', 'rate_limiter_error'),
  ...each('unknown', 'downstream_remote_disconnect', 'downstream_remote_reset', 'http2.remote_reset'),
  ...each('unknown', 'stream_idle_timeout', 'request_overall_timeout'),
  ...each('unknown', 'fault_filter_abort', 'maintenance_mode'),
  ...each('junk', 'missing_host_header', 'path_normalization_failed', 'invalid_path'),
  ...each('junk', 'absolute_path_rejected', 'http1.codec_error'),
  ...each('junk', 'request_payload_too_large', 'csrf_origin_mismatch'),
]);

const CLASS_OF_PREFIX: readonly (readonly [string, OutcomeClass])[] = [
  ['overload', 'failed'],
  ['downstream_local_disconnect', 'unknown'],
  ['http2.invalid', 'junk'],
];

/** The class of Envoy's response code details, or of a connection's termination details. */
export function classOfDetails(details: string): OutcomeClass {
  const bracket = details.search(/[[{(]/);
  const word = bracket < 0 ? details : details.slice(0, bracket);
  const exact = CLASS_OF_WORD.get(word);
  if (exact !== undefined) return exact;
  if (word.endsWith('_duration_timeout')) return 'unknown';
  return CLASS_OF_PREFIX.find(([prefix]) => word.startsWith(prefix))?.[1] ?? 'by-code';
}

function each(kind: OutcomeClass, ...words: readonly string[]): [string, OutcomeClass][] {
  return words.map((word) => [word, kind]);
}
