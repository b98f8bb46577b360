import { createPrivateKey, sign } from 'node:crypto';

const ISSUER = 'https://kubernetes.default.svc';

export interface Claims {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Seconds from now; may be negative. */
  readonly expiresIn: number;
}

/**
 * A service account's token as the API's `token` subresource makes it, but with any lifetime. `key`: PEM of
 * P-256.
 */
export function signToken(key: string, { namespace, name, uid, expiresIn }: Claims): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: [ISSUER],
    exp: now + expiresIn,
    iat: now - 600,
    iss: ISSUER,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: now - 600,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const text = `${encoded({ alg: 'ES256' })}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(text), {
    key: createPrivateKey(key),
    // JWTs carry r and s as they are, not as DER.
    dsaEncoding: 'ieee-p1363',
  });
  return `${text}.${signature.toString('base64url')}`;
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
