import type { Namer } from '../../core/model/namer.ts';
import type { TrafficRecord } from '../../core/model/record.ts';
import type { AddressBook } from './als-intake.ts';
import type { Exchange } from './exchange.ts';
import type { StreamState } from './stream-state.ts';
import { endpointThatCounts, isUnnamed } from './tuple-of.ts';

/**
 * Addresses that stand for pods: where a caller's own proxy sent a call, and those of a row whose reporter has no
 * name. null = none: certificates and names say it all. A gateway's rows are its own, wherever it sent the call.
 */
export function addressesThatCount(stream: StreamState, exchange: Exchange): readonly string[] | null {
  const unnamed = isUnnamed(stream);
  const upstream = endpointThatCounts(exchange);
  if (!unnamed && upstream === undefined) return null;
  const type = stream.reporter?.nodeType;
  if (!unnamed && (type === 'router' || type === 'waypoint')) return null;
  const { common } = exchange;
  const remote = common.downstreamDirectRemoteAddress ?? common.downstreamRemoteAddress;
  const own = unnamed ? [common.downstreamLocalAddress, remote].map((one) => one?.socketAddress) : [];
  return [upstream, ...own].flatMap((one) => one?.address ?? []);
}

/** Which pods have the addresses, in a form that differs where they do; null = it isn't certain yet. */
export function holdersAt(book: AddressBook, addresses: readonly string[], time: number): string | null {
  let text = '';
  for (const address of addresses) {
    const holder = book.holderAt(address, time);
    if (holder === 'unsettled') return null;
    text += holder === 'nobody' ? '\0?' : `\0${holder.id}`;
  }
  return text;
}

/** `what`: the tuple without its holders. */
export function namerOf(
  book: AddressBook,
  addresses: readonly string[],
  what: string,
  record: TrafficRecord,
): Namer {
  return (startTime) => {
    const holders = holdersAt(book, addresses, startTime);
    return holders === null ? null : { tuple: what + holders, record: () => ({ ...record, startTime }) };
  };
}
