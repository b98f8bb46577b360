import type { PeerEvidence } from '../../core/model/record.ts';
import type {
  TLSProperties_CertificateProperties as CertificateProperties,
  TLSProperties,
} from './gen/envoy/data/accesslog/v3/accesslog.ts';

/** What the proxy reported of the two certificates. */
export function peerEvidenceOf(tls: TLSProperties | undefined): PeerEvidence {
  if (!tls) return { kind: 'plaintext' };
  return {
    kind: 'tls',
    peerUriSans: uriSansOf(tls.peerCertificateProperties),
    localUriSans: uriSansOf(tls.localCertificateProperties),
    peerCertificate: isPresented(tls.peerCertificateProperties),
  };
}

export function uriSansOf(certificate: CertificateProperties | undefined): string[] {
  const uris: string[] = [];
  for (const { uri } of certificate?.subjectAltName ?? []) if (uri !== undefined) uris.push(uri);
  return uris;
}

/** The names as one string, for a key: nearly always there is exactly one, and then nothing is built. */
export function sanText(certificate: CertificateProperties | undefined): string {
  if (!certificate) return '';
  const names = certificate.subjectAltName;
  return names.length === 1 ? (names[0]?.uri ?? '') : uriSansOf(certificate).join(',');
}

/** An empty message stands for a handshake that brought no certificate, or wasn't over yet. */
export function isPresented(certificate: CertificateProperties | undefined): boolean {
  if (!certificate) return false;
  return certificate.subjectAltName.length > 0 || certificate.subject !== '' || certificate.issuer !== '';
}
