import { templatePath } from '../aggregate/template-path.ts';
import { callOfFlow } from '../evaluate/call-of-flow.ts';
import { outcomeOf } from '../identify/outcome.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { RecordOutcome } from '../model/flow.ts';
import type { FlowLine } from '../model/flow-line.ts';
import type { AskedParts } from './asked-parts.ts';
import { askedOf } from './flow-of-call.ts';
import { peerOf, type RecordedCall, type ShownCall } from './recorded-call.ts';

/** A line of traffic as a call that policies can be asked about; `asked`: what they look at. */
export function recordedFlow(line: FlowLine, mesh: PolicyMesh, asked: AskedParts): RecordedCall {
  const { principal = null, anonymousReason = null } = line.source ?? {};
  const { port } = line.destination;
  const protocol = isHttp(line) ? 'http' : 'tcp';
  const peer = peerOf(principal, anonymousReason);
  const source = { ...line.source };
  if (peer === undefined) delete source.principal;
  else source.principal = peer;
  const call = callOfFlow({ ...line, source }, mesh, 'unknown');
  const method = call?.method ?? line.request?.method ?? null;
  const shown: ShownCall = {
    ...{ principal, anonymousReason: principal === null ? anonymousReason : null },
    ...{ port, protocol, method: protocol === 'http' ? method : null, path: shownPath(call?.path ?? null) },
  };
  if (call === null)
    return { shown, seen: [], unseen: [], unknowable: 'the proxy refuses its path with 400' };
  const unknowable = port === 0 ? 'its port was not recorded' : null;
  return { shown, seen: [askedOf(call, asked)], unseen: [], unknowable };
}

/** How the call of a line ended, by the classes that all traffic is judged by. */
export function outcomeOfLine({ protocol, request, outcome = {} }: FlowLine): RecordOutcome {
  const { status, grpcStatus = null, flags = [], detail = '', bytesIn = 0, bytesOut = 0 } = outcome;
  const http = protocol === 'http' || protocol === 'grpc';
  return outcomeOf({
    protocol: http ? 'http' : 'tcp',
    listener: false,
    hasPath: request?.path !== null,
    code: status ?? 0,
    flags,
    details: http ? detail : '',
    terminationDetails: http ? '' : detail,
    transportFailure: '',
    bytesIn,
    bytesOut,
    grpcStatus,
  });
}

function isHttp({ protocol }: FlowLine): boolean {
  return protocol === 'http' || protocol === 'grpc';
}

function shownPath(path: string | null): string | null {
  return path === null ? null : templatePath(path).template;
}
