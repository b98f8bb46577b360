import type { Certificates } from '../envoy/certificates.ts';

/** For callers in plaintext: a sidecar has those that are needed. */
export const NO_CERTIFICATES: Certificates = {
  ca: '',
  caFile: '',
  leaf: () => {
    throw new Error('an app has no certificate');
  },
};
