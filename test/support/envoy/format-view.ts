import { anonymous, type Caller, known } from '../../../src/core/model/caller.ts';
import type { Outcome } from '../../../src/core/model/flow.ts';
import type { CallLooks, DrivenCall, ExpectedEdge } from './ledger.ts';
import { edgesOf } from './ledger.ts';

/** What the lines of a format can say of a call. */
export interface FormatView {
  /** By the certificate; or by the address, beside which the SNI tells plaintext, or nothing does. */
  readonly caller: 'certificate' | 'address-and-sni' | 'address';
  /** The address is the connection's, or one from x-forwarded-for where a request has that. */
  readonly address: 'direct' | 'remote';
  /** `:path`, or x-envoy-original-path before it, or both apart. */
  readonly path: 'raw' | 'claimed' | 'both';
  /** In bytes; what is cut holds back the policies for paths. */
  readonly cut: number;
  readonly grpcStatus: boolean;
  /** Without the cluster only a certificate tells a good call from one that the pod made. */
  readonly cluster: boolean;
  /** The texts that tell a denial from an answer, for HTTP and for TCP. */
  readonly httpDenials: boolean;
  readonly tcpDenials: boolean;
}

/** Everything that a policy needs. */
export const FULL_VIEW: FormatView = {
  caller: 'certificate',
  address: 'direct',
  path: 'both',
  cut: Number.POSITIVE_INFINITY,
  grpcStatus: true,
  cluster: true,
  httpDenials: true,
  tcpDenials: true,
};

/** The edges that can be learned of the calls from logs with such a view. */
export function edgesSeen(calls: readonly DrivenCall[], view: FormatView): ExpectedEdge[] {
  return edgesOf(
    calls.flatMap(({ looks, ...call }) => {
      if (looks === undefined) throw new Error('it is not known how this call looks in a log');
      const path = pathSeen(call, looks, view);
      // To the log such a request has no path: nothing can be allowed for it.
      if (path === '' || path === '-') return [];
      const caller = callerSeen(call.caller, looks, view);
      const outcome = outcomeSeen(call, looks, view);
      if (!view.cluster && caller.anonymousReason === 'plaintext' && outcome === 'ok') return [];
      return { ...call, caller, path, outcome };
    }),
  );
}

/** A gateway's own callers come from outside, whatever their addresses. */
function callerSeen(caller: Caller, looks: CallLooks, view: FormatView): Caller {
  if (view.caller === 'certificate' || caller.anonymousReason === 'external') return caller;
  if (view.caller === 'address-and-sni' && caller.anonymousReason === 'plaintext') return caller;
  if (view.address === 'remote' && looks.forwarded) return anonymous('forwarded-address');
  return looks.address === null ? anonymous('unknown-address') : known(looks.address);
}

function pathSeen({ path }: DrivenCall, { paths }: CallLooks, view: FormatView): string | null {
  const said = paths === null || view.path === 'both' ? path : paths[view.path];
  return said?.slice(0, view.cut) ?? null;
}

function outcomeSeen({ protocol, outcome }: DrivenCall, looks: CallLooks, view: FormatView): Outcome {
  const denials = protocol === 'tcp' ? view.tcpDenials : view.httpDenials;
  if (outcome === 'denied' && denials) return outcome;
  return view.grpcStatus ? looks.undetailed : looks.byCode;
}
