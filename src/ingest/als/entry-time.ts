import type { AccessLogCommon } from './gen/envoy/data/accesslog/v3/accesslog.ts';

/** ms of 9999-12-31: what lies beyond is no moment but a broken clock. */
const LATEST = 253_402_300_799_999;

/** ms since 1970 when the exchange began; null = not said, or no possible moment. */
export function startOf(common: AccessLogCommon): number | null {
  return common.startTime ? moment(common.startTime.seconds, common.startTime.nanos) : null;
}

/** ms since 1970 when the exchange ended: its start and its duration; null = no start. */
export function endOf(common: AccessLogCommon): number | null {
  const { startTime, duration } = common;
  if (!startTime) return null;
  return moment(startTime.seconds + (duration?.seconds ?? 0n), startTime.nanos + (duration?.nanos ?? 0));
}

function moment(seconds: bigint, nanos: number): number | null {
  const ms = Number(seconds) * 1000 + Math.floor(nanos / 1e6);
  return ms >= 0 && ms <= LATEST ? ms : null;
}
