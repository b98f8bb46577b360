import type { Flow } from '../model/flow.ts';
import type { KeptReason } from '../model/reason.ts';
import type { TrafficRecord } from '../model/record.ts';
import { directionOf } from './direction.ts';
import type { Directory } from './directory.ts';
import { inboundFlow } from './inbound-flow.ts';
import { outboundFlow } from './outbound-flow.ts';
import { outcomeOf } from './outcome.ts';
import { contradicts } from './own-principals.ts';
import { reporterOf, reporterOfPod } from './reporter.ts';
import { speakerOf } from './speaker.ts';

export type Identified =
  | { readonly kind: 'flow'; readonly flow: Flow }
  | { readonly kind: 'kept'; readonly reason: KeptReason };

/**
 * What a record is about, or why that can't be said. How it ended is counted apart (`outcomeOf`); here the
 * outcome only helps where nothing else tells the direction, and where logs can't tell a missing certificate
 * from an unfinished handshake.
 */
export function identify(
  record: TrafficRecord,
  directory: Directory,
  mesh: { readonly trustDomain: string; readonly cluster: string },
): Identified {
  const named = reporterOf(record.reporter, directory, mesh);
  const speaker = named === null ? speakerOf(record, directory) : null;
  const reporter = speaker === null ? named : reporterOfPod(speaker, record.reporter);
  if (reporter === null) return kept('workload-unknown');
  // An address that was found in the row itself proves nothing about the row's direction.
  const own = (named ?? record.reporter).addresses;
  const proved = directionOf(record, own, reporter.nodeType);
  if (proved === 'not-traffic' || proved === 'outbound-refused') return kept(proved);
  const direction = proved === 'unknown' && isHarmless(record, named !== null, own) ? 'inbound' : proved;
  if (direction === 'unknown') return kept('direction-unknown');
  if (contradicts(record.peer, reporter)) return kept('reporter-mismatch');
  if (direction === 'outbound') {
    const flow = outboundFlow(record, reporter, directory, mesh.trustDomain);
    return flow === null ? kept('source-row') : { kind: 'flow', flow };
  }
  const flow = inboundFlow(record, reporter, directory, mesh.trustDomain);
  // No policy can name port 0.
  if (flow.port === 0 && outcomeOf(record.outcome) === 'ok') return kept('direction-unknown');
  return { kind: 'flow', flow };
}

/**
 * A row whose direction nothing proves is taken as inbound when it can't become evidence: it has no edge, or
 * it failed and its reporter is named. Not where the local address is known to be another's.
 */
function isHarmless(record: TrafficRecord, named: boolean, ownAddresses: readonly string[]): boolean {
  const outcome = outcomeOf(record.outcome);
  if (outcome === 'ok' || (ownAddresses.length > 0 && record.local !== null)) return false;
  return named || (outcome !== 'failed' && outcome !== 'denied');
}

function kept(reason: KeptReason): Identified {
  return { kind: 'kept', reason };
}
