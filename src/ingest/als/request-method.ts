import type { HTTPRequestProperties } from './gen/envoy/data/accesslog/v3/accesslog.ts';

const METHODS = [
  null,
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
] as const;

/**
 * ALS names nine methods; every other one (PROPFIND, PURGE, …) arrives as unspecified. The `:method` header,
 * where the logger was asked for it, has the name; else the method is unknown (null), never silently "all".
 */
export function methodOf(request: HTTPRequestProperties): string | null {
  return METHODS[request.requestMethod] ?? (request.requestHeaders[':method'] || null);
}
