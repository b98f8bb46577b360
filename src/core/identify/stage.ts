/** By number, under the names that `%ACCESS_LOG_TYPE%` prints. */
export const ACCESS_LOG_TYPES: Readonly<Record<string, number>> = {
  NotSet: 0,
  TcpUpstreamConnected: 1,
  TcpPeriodic: 2,
  TcpConnectionEnd: 3,
  DownstreamStart: 4,
  DownstreamPeriodic: 5,
  DownstreamEnd: 6,
  UpstreamPoolReady: 7,
  UpstreamPeriodic: 8,
  UpstreamEnd: 9,
  DownstreamTunnelSuccessfullyEstablished: 10,
  UdpTunnelUpstreamConnected: 11,
  UdpPeriodic: 12,
  UdpSessionEnd: 13,
  TcpConnectionStart: 14,
};

/**
 * What an access-log entry is among all that speak of one exchange. Only `end` and `listener` are records of
 * it; `intermediate` says at most "still open", `duplicate-twin` what an HTTP logger says better.
 */
export type Stage = 'end' | 'listener' | 'intermediate' | 'duplicate-twin';

const TCP_CONNECTION_END = 3;
const DOWNSTREAM_END = 6;
const UDP_SESSION_END = 13;
/** In a TCP logger's entry these speak of an HTTP request, which has an entry of its own. */
const OF_A_REQUEST: ReadonlySet<number> = new Set([4, 5, DOWNSTREAM_END, 10]);

/**
 * `logger`: which oneof the entry came in. `logType`: AccessLogType, 0 where there is none. `intermediate`:
 * the older flag for the same (`intermediate_log_entry`). `refused`: flag NR and no request (no method, path
 * or code).
 *
 * Type 0 is two things: every entry of an Envoy before 1.27, and what a listener says when no filter chain
 * took a connection. Only `refused` tells them apart. A `TcpConnectionEnd` is a connection whichever logger
 * wrote it.
 */
export function stageOf(
  logger: 'http' | 'tcp',
  logType: number,
  intermediate: boolean,
  refused = false,
): Stage {
  if (logger === 'tcp' && OF_A_REQUEST.has(logType)) return 'duplicate-twin';
  if (logType === 0) {
    if (intermediate) return 'intermediate';
    return refused ? 'listener' : 'end';
  }
  const last = logType === TCP_CONNECTION_END || logType === DOWNSTREAM_END || logType === UDP_SESSION_END;
  return last ? 'end' : 'intermediate';
}
