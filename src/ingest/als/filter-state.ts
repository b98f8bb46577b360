import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { AccessLogCommon } from './gen/envoy/data/accesslog/v3/accesslog.ts';
import { StringValue } from './gen/google/protobuf/wrappers.ts';

/** Where a waypoint keeps its caller's verified SPIFFE URI; a string object arrives as a StringValue. */
const PEER_PRINCIPAL = 'io.istio.peer_principal';
const STRING_VALUE = 'type.googleapis.com/google.protobuf.StringValue';

/** null where the logger wasn't asked for it, or what came is no string. */
export function peerPrincipalState(common: AccessLogCommon): string | null {
  const any = common.filterStateObjects[PEER_PRINCIPAL];
  if (any?.typeUrl !== STRING_VALUE) return null;
  try {
    return StringValue.decode(new BinaryReader(any.value)).value || null;
  } catch {
    return null;
  }
}
