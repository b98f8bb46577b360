import type {
  HTTPRequestProperties,
  HTTPResponseProperties,
} from './gen/envoy/data/accesslog/v3/accesslog.ts';

/**
 * The status where the logger was asked for it: a trailer, or a header of a trailers-only answer; else null.
 */
export function grpcStatusOf(response: HTTPResponseProperties): number | null {
  return code(response.responseTrailers['grpc-status']) ?? code(response.responseHeaders['grpc-status']);
}

/** A logged content type says gRPC. */
export function hasGrpcContent(request: HTTPRequestProperties, response: HTTPResponseProperties): boolean {
  return isGrpc(request.requestHeaders['content-type']) || isGrpc(response.responseHeaders['content-type']);
}

function isGrpc(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/grpc') ?? false;
}

/** Envoy joins several values of one header by commas; the first is the one a client acts on. */
function code(value: string | undefined): number | null {
  if (value === undefined) return null;
  const first = value.split(',', 1)[0] as string;
  return /^\d{1,3}$/.test(first) ? Number(first) : null;
}
