import { Document } from 'yaml';
import { type AskedGateway, gatewayTelemetries } from './setup-gateways.ts';

export interface SetupOptions {
  /** Empty = the whole mesh, through the root namespace. */
  readonly namespaces: readonly string[];
  readonly rootNamespace: string;
  /** The Service where the proxies reach leastpath, as Istio knows it: with its domain. */
  readonly service: string;
  readonly port: number;
  /** Providers that log today, in this order, and shall go on. */
  readonly keep?: readonly string[];
  /** Gateways that shall report as well. */
  readonly gateways?: readonly AskedGateway[];
}

const PROVIDER = 'leastpath';

/** Istio's own JSON keys; they stay, so that what reads them today still can. */
const DEFAULT_JSON_KEYS = {
  start_time: '%START_TIME%',
  method: '%REQ(:METHOD)%',
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  protocol: '%PROTOCOL%',
  response_code: '%RESPONSE_CODE%',
  response_flags: '%RESPONSE_FLAGS%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
  upstream_transport_failure_reason: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  duration: '%DURATION%',
  upstream_service_time: '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%',
  x_forwarded_for: '%REQ(X-FORWARDED-FOR)%',
  user_agent: '%REQ(USER-AGENT)%',
  request_id: '%REQ(X-REQUEST-ID)%',
  authority: '%REQ(:AUTHORITY)%',
  upstream_host: '%UPSTREAM_HOST%',
  upstream_cluster: '%UPSTREAM_CLUSTER_RAW%',
  upstream_local_address: '%UPSTREAM_LOCAL_ADDRESS%',
  downstream_local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
  downstream_remote_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
  requested_server_name: '%REQUESTED_SERVER_NAME%',
  route_name: '%ROUTE_NAME%',
};

/** What Istio's default formats can't say: the verified caller, the true path, and whose line it is. */
const LEASTPATH_JSON_KEYS = {
  peer: '%DOWNSTREAM_PEER_URI_SAN%',
  peer_state: '%FILTER_STATE(io.istio.peer_principal:PLAIN)%',
  local: '%DOWNSTREAM_LOCAL_URI_SAN%',
  raw_path: '%REQ(:PATH)%',
  pod: '%HOSTNAME%',
  namespace: '%CEL(xds.node.metadata.NAMESPACE)%',
  workload: '%CEL(xds.node.metadata.WORKLOAD_NAME)%',
  direction: '%CEL(xds.listener_direction)%',
  log_type: '%ACCESS_LOG_TYPE%',
  rbac: '%DYNAMIC_METADATA(envoy.filters.http.rbac)%',
};

const ORDER = [
  ' What makes the proxies of an Istio mesh report their calls to leastpath. In this order:',
  ' 0. leastpath runs, and each proxy that shall report may reach it. Policies for leastpath itself must admit every',
  '    reporter on its ALS port, as the one of its Helm chart does: the rows of a reporter that is refused are lost,',
  '    and its proxy counts them as sent. It shows only among the denied calls to leastpath itself.',
  ' 1. The provider. It does nothing alone.',
  ' 2. The Telemetry that uses it: one namespace first (setup --namespace), the mesh when that one is seen to arrive.',
  '    A connection that is open may have its next request logged the old way still, a TCP connection until it ends.',
  ' 3. See that they arrive: leastpath_als_streams and leastpath_records_received_total of leastpath, or its page.',
  ' Taken back the other way round.',
].join('\n');

/** The mesh configuration for ALS: one provider carries HTTP and TCP, so nothing is said twice. */
export function alsSetup(options: SetupOptions): string {
  const meshConfig = new Document({
    meshConfig: {
      extensionProviders: [
        {
          name: PROVIDER,
          envoyHttpAls: {
            service: options.service,
            port: options.port,
            additionalRequestHeadersToLog: [':method'],
            additionalResponseHeadersToLog: ['content-type', 'grpc-status'],
            additionalResponseTrailersToLog: ['grpc-status'],
            filterStateObjectsToLog: ['io.istio.peer_principal', 'io.istio.local_principal'],
          },
        },
      ],
    },
  });
  meshConfig.commentBefore = [
    ORDER,
    '',
    ' 1. Add the provider to the mesh configuration (Helm values of istiod, or the ConfigMap "istio").',
    ' Merge it into the list that is there. One envoyHttpAls provider carries TCP connections too; a second,',
    ' envoyTcpAls one would only say everything twice. ":method" names methods that ALS has no number for,',
    ' grpc-status tells a failed RPC from a good one, and the two filter-state keys carry the verified caller',
    ' through a waypoint (listing keys replaces the default list, which leastpath does not need).',
    ' The Service must be there and visible to istiod (discoverySelectors), or istiod leaves the provider out and only',
    ' its own log says so. Where a Sidecar resource limits the egress of a namespace, it must list that of leastpath.',
    ' Take it back: remove the entry, after step 2 has been taken back.',
  ].join('\n');
  const { gateways = [], keep = [] } = options;
  return [meshConfig, ...telemetries(options), ...gatewayTelemetries(PROVIDER, gateways, keep)]
    .map((document) => document.toString({ lineWidth: 0 }))
    .join('---\n');
}

function telemetries({
  namespaces: asked,
  rootNamespace,
  keep = [],
  gateways = [],
}: SetupOptions): Document[] {
  const wholeMesh = asked.length === 0;
  const namespaces = wholeMesh ? [rootNamespace] : asked;
  return namespaces.map((namespace, index) => {
    const document = new Document({
      apiVersion: 'telemetry.istio.io/v1',
      kind: 'Telemetry',
      metadata: { name: PROVIDER, namespace },
      spec: { accessLogging: accessLogging(keep) },
    });
    if (index === 0) {
      document.commentBefore = [
        ` 2. Send ${wholeMesh ? 'the whole mesh' : 'these namespaces'}: kubectl apply -f - of this part.`,
        ' SERVER: only the called side saw a verified peer, and only it teaches.',
        ...(keep.length === 0 ? SILENCES : [` ${keep.join(', ')}: as before, for calls in and out.`]),
        ...(gateways.length === 0 ? NO_GATEWAYS : []),
        ' Of several Telemetries without a selector in one namespace only the oldest counts; the others are ignored',
        ' without a word. Look first, and if there is one, add this entry to it:',
        ...namespaces.map((one) => ` kubectl get telemetry -n ${one}`),
        ' A narrower Telemetry (of a namespace, of a workload) with providers of its own replaces this list there:',
        ' name leastpath in it too.',
        ' A filter or sampling on this entry would make the list quietly wrong: add none.',
        ' Below Istio 1.22 the apiVersion is telemetry.istio.io/v1alpha1.',
        ' Take it back:',
        ...namespaces.map((one) => ` kubectl delete telemetry ${PROVIDER} -n ${one}`),
      ].join('\n');
    }
    return document;
  });
}

/**
 * With a list for the called side alone, Istio has the mesh's default providers log nothing on the calling side
 * either: what is kept is named for both.
 */
function accessLogging(keep: readonly string[]): object[] {
  const list = (providers: readonly string[]) => providers.map((name) => ({ name }));
  const server = { match: { mode: 'SERVER' }, providers: list([PROVIDER, ...keep]) };
  return keep.length === 0 ? [server] : [server, { match: { mode: 'CLIENT' }, providers: list(keep) }];
}

const NO_GATEWAYS = [
  ' Gateways are not asked by it, since to Istio their listeners are clients: setup --gateway NAMESPACE/LABEL=VALUE.',
];

const SILENCES = [
  ' While this list applies, the mesh-wide accessLogFile is silent there for incoming calls, and',
  ' meshConfig.defaultProviders.accessLogging altogether. Whoever reads those logs wants their providers named too:',
  ' setup --keep envoy (the built-in one that writes accessLogFile; others by their names) makes it',
  ' providers: [{ name: leastpath }, { name: envoy }], and the same for outgoing calls without leastpath.',
];

/** The mesh configuration for meshes that ship their logs: JSON lines that name the verified caller. */
export function logSetup(): string {
  const format = JSON.stringify({ ...DEFAULT_JSON_KEYS, ...LEASTPATH_JSON_KEYS }, null, 2);
  const document = new Document({
    meshConfig: { accessLogFile: '/dev/stdout', accessLogEncoding: 'JSON', accessLogFormat: `${format}\n` },
  });
  document.commentBefore = [
    " Istio's default JSON keys, and those that make a log good enough to learn from: without `peer` the caller must",
    ' be guessed from an address, and without `raw_path` the path may be what the caller claims. This replaces the',
    ' format of every proxy that has no format of its own; readers of the default JSON keys go on working.',
    ' A proxy for which a Telemetry or defaultProviders names providers writes it only if the built-in provider "envoy"',
    ' is among them. A connection that is open may have its next request logged the old way still.',
    ' Take it back: remove the three lines, or set them to what they were.',
  ].join('\n');
  return document.toString({ lineWidth: 0 });
}
