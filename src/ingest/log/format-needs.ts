import type { Field } from './operators.ts';

/** What lines must say; one of the fields is enough. */
interface Need {
  readonly fields: readonly Field[];
  readonly what: string;
  /** The operator that says it best. */
  readonly operator: string;
}

const NEEDS: readonly Need[] = [
  { fields: ['startTime'], what: 'when a request began', operator: '%START_TIME%' },
  { fields: ['code'], what: 'the response code', operator: '%RESPONSE_CODE%' },
  { fields: ['flags', 'details'], what: 'how it ended', operator: '%RESPONSE_CODE_DETAILS%' },
  { fields: ['method'], what: 'the method', operator: '%REQ(:METHOD)%' },
  { fields: ['rawPath', 'path'], what: 'the path', operator: '%REQ(:PATH)%' },
  { fields: ['local'], what: 'who was called', operator: '%DOWNSTREAM_LOCAL_ADDRESS%' },
  {
    fields: ['peer', 'peerState', 'directRemote', 'remote'],
    what: 'who called',
    operator: '%DOWNSTREAM_PEER_URI_SAN%',
  },
];

/** The needs that none of the fields meets. */
export function unmetNeeds(fields: ReadonlySet<Field>): readonly Need[] {
  return NEEDS.filter((need) => !need.fields.some((field) => fields.has(field)));
}

const PATHS: ReadonlySet<Field> = new Set(['path', 'rawPath', 'originalPath']);
/** They have no end that one could foresee. */
const LONG: ReadonlySet<Field> = new Set([
  'details',
  'terminationDetails',
  'upstreamCluster',
  'routeName',
  'sni',
  'peer',
  'localSan',
  'peerState',
  'pod',
  'namespace',
  'workload',
]);

/** How long a field must be allowed to be, in bytes, so that it is never cut. A path may be: lines tell. */
export function leastMax(field: Field): number {
  if (PATHS.has(field)) return 1;
  return LONG.has(field) ? 1024 : 64;
}
