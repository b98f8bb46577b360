/** One call per stream of entries; the answer is an empty message and ends it. */
export const STREAM_ACCESS_LOGS = '/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs';

/** Bytes go through as they are: they are decoded where they are counted. */
export function raw(bytes: Buffer): Buffer {
  return bytes;
}
