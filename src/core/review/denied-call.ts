import { isTemplate } from '../aggregate/path-language.ts';
import { SECRET_SEGMENT } from '../aggregate/template-path.ts';
import type { Call } from '../evaluate/call.ts';
import type { DeniedCall } from '../model/denial.ts';
import { OVERFLOW_PATH, OVERFLOW_PRINCIPAL } from '../model/operation.ts';
import { peerOf } from './recorded-call.ts';

/** A denied call as policies can be asked about it; null = what is known of it names no single call. */
export function callOfDenied({ caller, port, protocol, method, path, sample }: DeniedCall): Call | null {
  if (port === 0 || caller.principal === OVERFLOW_PRINCIPAL || path === OVERFLOW_PATH) return null;
  const peer = peerOf(caller.principal, caller.anonymousReason);
  const who = { port, ...(peer !== undefined && { principal: peer }) };
  if (protocol === 'tcp') return { chain: 'tcp', ...who };
  const concrete = path !== null && !isTemplate(path) && !path.includes(SECRET_SEGMENT);
  const seen = concrete ? path : sample;
  return { chain: 'http', ...who, ...(method !== null && { method }), ...(seen !== null && { path: seen }) };
}
