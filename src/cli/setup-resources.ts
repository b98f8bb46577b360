import { Document } from 'yaml';

export interface SetupOptions {
  /** Empty = the whole mesh, through the root namespace. */
  readonly namespaces: readonly string[];
  readonly rootNamespace: string;
  /** Where the proxies reach leastpath, `host:port`. */
  readonly service: string;
  readonly port: number;
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

const SILENCES_FILE_LOG = [
  ' While this list applies, the mesh-wide accessLogFile is silent there:',
  ' to keep the file log too, add the built-in provider as a second entry,',
  ' providers: [{ name: leastpath }, { name: envoy }]',
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
    ' 1. Add the provider to the mesh configuration (Helm values of istiod, or the ConfigMap "istio").',
    ' Merge it into the list that is there. One envoyHttpAls provider carries TCP connections too; a second,',
    ' envoyTcpAls one would only say everything twice. ":method" names methods that ALS has no number for,',
    ' grpc-status tells a failed RPC from a good one, and the two filter-state keys carry the verified caller',
    ' through a waypoint (listing keys replaces the default list, which leastpath does not need).',
    ' Take it back: remove the entry, after step 2 has been taken back.',
  ].join('\n');
  return [meshConfig, ...telemetries(options)]
    .map((document) => document.toString({ lineWidth: 0 }))
    .join('---\n');
}

function telemetries(options: SetupOptions): Document[] {
  const wholeMesh = options.namespaces.length === 0;
  const namespaces = wholeMesh ? [options.rootNamespace] : options.namespaces;
  return namespaces.map((namespace, index) => {
    const document = new Document({
      apiVersion: 'telemetry.istio.io/v1',
      kind: 'Telemetry',
      metadata: { name: PROVIDER, namespace },
      spec: { accessLogging: [{ match: { mode: 'SERVER' }, providers: [{ name: PROVIDER }] }] },
    });
    if (index === 0) {
      document.commentBefore = [
        ` 2. Send ${wholeMesh ? 'the whole mesh' : 'these namespaces'}: kubectl apply -f - of this part.`,
        ' SERVER: only the called side saw a verified peer, and only it teaches.',
        SILENCES_FILE_LOG,
        ' A filter or sampling on this entry would make the list quietly wrong: add none.',
        ' Below Istio 1.22 the apiVersion is telemetry.istio.io/v1alpha1.',
        ' Take it back:',
        ...namespaces.map((one) => ` kubectl delete telemetry ${PROVIDER} -n ${one}`),
      ].join('\n');
    }
    return document;
  });
}

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
    ' Take it back: remove the three lines, or set them to what they were.',
  ].join('\n');
  return document.toString({ lineWidth: 0 });
}
