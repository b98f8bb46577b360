import { denialText, dryRunDenial, enforcedDenial } from '../../core/identify/rbac-denial.ts';
import type { RecordOutcome } from '../../core/model/flow.ts';
import type { DenialMemory, KnownDenial } from '../denial-memory.ts';
import type { Exchange } from './exchange.ts';
import { bytesText, mayDeny, verdictBytes, verdictsOf } from './rbac-metadata.ts';

/** What the proxy named where it refused, or where policies on trial would have; null = nothing did. */
export function denialOf(
  exchange: Exchange,
  outcome: RecordOutcome,
  memory: DenialMemory,
): KnownDenial | null {
  if (outcome === 'denied') return enforced(exchange, memory);
  const { metadata } = exchange.common;
  if (metadata === undefined || (outcome !== 'ok' && outcome !== 'failed') || !mayDeny(metadata)) return null;
  const bytes = verdictBytes(metadata, exchange.protocol);
  return bytes && memory.of(bytesText(bytes), () => dryRunDenial(verdictsOf(bytes)));
}

function enforced({ protocol, details, common }: Exchange, memory: DenialMemory): KnownDenial | null {
  const text = denialText({ protocol, details, terminationDetails: common.connectionTerminationDetails });
  // Only of an external authorizer the metadata know more: which policy asked it.
  const asked = text.startsWith('rbac') ? undefined : common.metadata;
  const bytes = asked === undefined ? null : verdictBytes(asked, protocol);
  return memory.of(`${text} ${bytes ? bytesText(bytes) : ''}`, () =>
    enforcedDenial(text, bytes && verdictsOf(bytes)),
  );
}
