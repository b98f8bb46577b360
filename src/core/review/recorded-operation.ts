import { isTemplate } from '../aggregate/path-language.ts';
import { SECRET_SEGMENT } from '../aggregate/template-path.ts';
import type { Call } from '../evaluate/call.ts';
import { type Operation, OVERFLOW_PATH, OVERFLOW_PRINCIPAL } from '../model/operation.ts';
import { peerOf, type RecordedCall } from './recorded-call.ts';
import { templateMembers } from './template-members.ts';

/** A stored operation as calls that policies can be asked about; `patterns`: the paths that they compare with. */
export function recordedOperation(operation: Operation, patterns: readonly string[]): RecordedCall {
  const { caller, port, protocol, method, path, literals } = operation;
  const shown = { ...caller, port, protocol, method, path };
  const unknowable = unknowableOf(operation);
  const withPath = (one: string | null | undefined): Call =>
    protocol === 'tcp'
      ? { chain: 'tcp', principal: peer, port }
      : { chain: 'http', principal: peer, port, method: method ?? undefined, path: one ?? undefined };
  const peer = peerOf(caller.principal, caller.anonymousReason);
  if (unknowable !== null) return { shown, seen: [], unseen: [], unknowable };
  if (path === null || path.includes(SECRET_SEGMENT)) {
    return { shown, seen: [withPath(undefined)], unseen: [], unknowable };
  }
  if (!isTemplate(path)) return { shown, seen: [withPath(path)], unseen: [], unknowable };
  const unseen = templateMembers(path, patterns).filter((one) => !literals.includes(one));
  return { shown, seen: literals.map(withPath), unseen: unseen.map(withPath), unknowable };
}

function unknowableOf({ caller, port, path }: Operation): string | null {
  if (caller.principal === OVERFLOW_PRINCIPAL) return 'callers past the cap were counted together';
  if (path === OVERFLOW_PATH) return 'paths past the cap were counted together';
  return port === 0 ? 'its port was not recorded' : null;
}
