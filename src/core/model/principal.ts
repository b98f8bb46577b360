/** A SPIFFE ID without `spiffe://`, as Istio writes it in policies. */
export type Principal = `${string}/ns/${string}/sa/${string}`;

export interface PrincipalParts {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

const SHAPE = /^([^/\s]+)\/ns\/([^/\s]+)\/sa\/([^/\s]+)$/;

export function isPrincipal(text: string): text is Principal {
  return SHAPE.test(text);
}

export function principalOf(parts: PrincipalParts): Principal {
  return `${parts.trustDomain}/ns/${parts.namespace}/sa/${parts.serviceAccount}`;
}

export function principalParts(principal: Principal): PrincipalParts {
  const [, trustDomain = '', namespace = '', serviceAccount = ''] = SHAPE.exec(principal) ?? [];
  return { trustDomain, namespace, serviceAccount };
}

/** `spiffe://td/ns/N/sa/S` → its principal; null for every other URI. */
export function principalOfUri(uri: string): Principal | null {
  const rest = uri.startsWith('spiffe://') ? uri.slice('spiffe://'.length) : '';
  return isPrincipal(rest) ? rest : null;
}
