import type { Principal } from '../../../src/core/model/principal.ts';
import type { Certificates } from './certificates.ts';
import type { TypedConfig } from './typed-config.ts';
import { typedConfig } from './typed-config.ts';

const NAME = 'envoy.transport_sockets.tls';
const PACKAGE = 'envoy.extensions.transport_sockets.tls.v3';

/** A sidecar's server side: its own certificate, and a client certificate is required. */
export function downstreamTls(
  certificates: Certificates,
  own: Principal,
  alpn: readonly string[],
): TypedConfig {
  return typedConfig(NAME, `${PACKAGE}.DownstreamTlsContext`, {
    require_client_certificate: true,
    common_tls_context: commonTls(certificates, own, alpn),
  });
}

/** A proxy's client side, with the server name that Istio sends. */
export function upstreamTls(certificates: Certificates, own: Principal, sni: string): TypedConfig {
  return typedConfig(NAME, `${PACKAGE}.UpstreamTlsContext`, {
    sni,
    common_tls_context: commonTls(certificates, own, []),
  });
}

function commonTls(certificates: Certificates, own: Principal, alpn: readonly string[]): object {
  const { certFile, keyFile } = certificates.leaf(own);
  return {
    alpn_protocols: alpn,
    tls_certificates: [{ certificate_chain: { filename: certFile }, private_key: { filename: keyFile } }],
    validation_context: { trusted_ca: { filename: certificates.caFile } },
  };
}
