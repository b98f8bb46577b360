import type { EnforcementPoint } from '../../../src/core/model/enforcement-point.ts';
import type { FlowLine } from '../../../src/core/model/flow-line.ts';
import type { AuthorizationPolicy } from '../../../src/core/model/policy.ts';

/** A flow to be sent as it is: what isn't in it won't be there. `http2`: HTTP/1.1 knows only its own methods (S8). */
export interface SentFlow extends FlowLine {
  readonly http2?: boolean;
}

/** One question to the oracle. */
export interface JudgeLine {
  readonly id: string;
  readonly policies: readonly AuthorizationPolicy[];
  readonly workload: Pick<EnforcementPoint, 'namespace' | 'labels' | 'service'>;
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly aliases: readonly string[];
  readonly plane: EnforcementPoint['plane'];
  readonly pathNormalization: EnforcementPoint['mesh']['pathNormalization'];
  readonly flow: SentFlow;
}

/** One answer: a verdict, or Envoy's refusal before any rule, or why there is none. */
export interface Judged {
  readonly id: string;
  readonly verdict?: 'allow' | 'deny';
  readonly by: { readonly policy: string; readonly rule: number } | null;
  /** `:path` as it was authorised, query included. */
  readonly seenPath?: string;
  /** The client after X-Forwarded-For. */
  readonly seenRemote?: string;
  readonly refused?: string;
  readonly error?: string;
}

export function judgeLine(
  id: string,
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  flow: SentFlow,
): JudgeLine {
  const { namespace, labels, service, plane, mesh } = point;
  return { id, policies, workload: { namespace, labels, service }, plane, ...mesh, flow };
}

export function pointOf({ workload, plane, ...line }: JudgeLine): EnforcementPoint {
  const { rootNamespace, trustDomain, aliases, pathNormalization } = line;
  return { ...workload, plane, mesh: { rootNamespace, trustDomain, aliases, pathNormalization } };
}
