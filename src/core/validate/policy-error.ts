/** Why a policy would not be taken. */
export interface PolicyError {
  /** Stable, kebab-case. */
  readonly id: string;
  /** What is wrong and what to write instead. */
  readonly message: string;
  /** `spec.rules[0].to[0].operation.paths[1]`; empty = the whole object. */
  readonly path: string;
  /** Who refuses it: the API server by the CRD's schema, or Istio's webhook, which is asked second. */
  readonly from: 'crd' | 'webhook';
}

/** An error before it is known who says it. */
export type Complaint = Omit<PolicyError, 'from'>;

export function complaint(id: string, path: string, message: string): Complaint {
  return { id, message, path };
}
