/** Closed lists: every value is a metric label (`leastpath_records_{kept,dropped}_total{reason}`). */
export const KEPT_REASONS = [
  'failed',
  'denied',
  'source-row',
  'protocol-error',
  'listener-refused',
  'handshake-failed',
  'direction-unknown',
  'workload-unknown',
  'outbound-refused',
  'not-traffic',
  'reporter-mismatch',
  'address-unsettled',
] as const;

export const DROP_REASONS = [
  'duplicate-twin',
  'intermediate',
  'malformed',
  'no-identifier',
  'oversize',
  'queue-overflow',
  'unparsable-line',
  'ambiguous-line',
  'partial-line',
  'duplicate-batch',
  'missing-field',
] as const;

export type KeptReason = (typeof KEPT_REASONS)[number];
export type DropReason = (typeof DROP_REASONS)[number];

/** Where a record ends. Exactly one for each record received. */
export type Disposition =
  | { readonly kind: 'evidence' }
  | { readonly kind: 'kept'; readonly reason: KeptReason }
  | { readonly kind: 'dropped'; readonly reason: DropReason };

export const RECORD_SOURCES = ['als', 'log'] as const;
export type RecordSource = (typeof RECORD_SOURCES)[number];
