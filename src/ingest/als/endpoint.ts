import { normalAddress } from '../../core/identify/address.ts';
import type { Endpoint } from '../../core/model/record.ts';
import type { Address } from './gen/envoy/config/core/v3/address.ts';

/** null for pipes, Envoy-internal addresses and absent ones. */
export function endpointOf(address: Address | undefined): Endpoint | null {
  const socket = address?.socketAddress;
  return socket ? { ip: normalAddress(socket.address), port: socket.portValue ?? 0 } : null;
}
