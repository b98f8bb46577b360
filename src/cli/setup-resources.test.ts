import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { alsSetup, logSetup, type SetupOptions } from './setup-resources.ts';

const options: SetupOptions = {
  namespaces: [],
  rootNamespace: 'istio-system',
  service: 'leastpath.leastpath.svc.cluster.local',
  port: 19_001,
};

/** Each document as data; fails where one is no YAML. */
function documents(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

describe('for access-log streams', () => {
  it('is one provider for HTTP and TCP, with what only it can be asked for', () => {
    expect(documents(alsSetup(options))[0]).toEqual({
      meshConfig: {
        extensionProviders: [
          {
            name: 'leastpath',
            envoyHttpAls: {
              service: 'leastpath.leastpath.svc.cluster.local',
              port: 19_001,
              additionalRequestHeadersToLog: [':method'],
              additionalResponseHeadersToLog: ['content-type', 'grpc-status'],
              additionalResponseTrailersToLog: ['grpc-status'],
              filterStateObjectsToLog: ['io.istio.peer_principal', 'io.istio.local_principal'],
            },
          },
        ],
      },
    });
  });

  const telemetry = (namespace: string) => ({
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: { name: 'leastpath', namespace },
    spec: { accessLogging: [{ match: { mode: 'SERVER' }, providers: [{ name: 'leastpath' }] }] },
  });

  it('is turned on for the called side of the whole mesh', () => {
    expect(documents(alsSetup({ ...options, rootNamespace: 'istio-config' })).slice(1)).toEqual([
      telemetry('istio-config'),
    ]);
  });

  it('or of the namespaces that are named, and of no other', () => {
    expect(documents(alsSetup({ ...options, namespaces: ['shop', 'payments'] })).slice(1)).toEqual([
      ...[telemetry('shop'), telemetry('payments')],
    ]);
  });

  it('keeps what logs today on both sides, when asked to', () => {
    const [, kept] = documents(alsSetup({ ...options, keep: ['envoy', 'otel'] }));

    expect(kept).toMatchObject({
      spec: {
        accessLogging: [
          {
            match: { mode: 'SERVER' },
            providers: [{ name: 'leastpath' }, { name: 'envoy' }, { name: 'otel' }],
          },
          { match: { mode: 'CLIENT' }, providers: [{ name: 'envoy' }, { name: 'otel' }] },
        ],
      },
    });
  });

  it('says that something goes silent only where it does', () => {
    expect(alsSetup(options)).toContain('is silent');
    expect(alsSetup({ ...options, keep: ['envoy'] })).not.toContain('silent');
    expect(alsSetup({ ...options, keep: ['envoy'] })).toContain('envoy: as before');
  });

  it.each([
    ['the order of the steps', /^# 0\. [\s\S]*^# 1\. [\s\S]*^# 2\. [\s\S]*^# 3\. /m],
    ['that its own policy must admit reporters', /must admit every\n# +reporter/],
    ['that defaultProviders are silenced too', /meshConfig\.defaultProviders\.accessLogging altogether/],
    [
      'that open connections finish the old way',
      /connection that is open may have its next request logged the old way/,
    ],
    [
      'that the oldest Telemetry counts',
      /only the oldest counts[\s\S]*kubectl get telemetry -n istio-system/,
    ],
    [
      'that a narrower Telemetry replaces it',
      /narrower Telemetry \(of a namespace, of a workload\) with providers of its own replaces/,
    ],
    ['that a Sidecar resource may hide leastpath', /Sidecar resource/],
  ])('says %s', (_, sentence) => {
    expect(alsSetup(options)).toMatch(sentence);
  });

  it('has only comments around its documents, in lines that fit a terminal', () => {
    const lines = alsSetup({ ...options, namespaces: ['shop', 'payments'] }).split('\n');

    expect(lines.filter((line) => line.length > 120)).toEqual([]);
  });

  it('says what it silences, and how to take each of it back', () => {
    const text = alsSetup({ ...options, namespaces: ['shop', 'payments'] });
    expect(text).toContain('accessLogFile is silent there');
    expect(text).toContain('{ name: envoy }');
    expect(text).toContain('kubectl delete telemetry leastpath -n shop');
    expect(text).toContain('kubectl delete telemetry leastpath -n payments');
    expect(text.match(/Take it back/g)).toHaveLength(2);
    expect(text).not.toContain('istio-system');
  });
});

it('for logs: Istio’s default keys and those that name caller, path and reporter', () => {
  const [document] = documents(logSetup()) as [{ meshConfig: Record<string, string> }];
  const { accessLogFormat = '', ...rest } = document.meshConfig;

  expect(rest).toEqual({ accessLogFile: '/dev/stdout', accessLogEncoding: 'JSON' });
  expect(accessLogFormat.endsWith('\n')).toBe(true);
  expect(JSON.parse(accessLogFormat)).toEqual({
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
  });
});
