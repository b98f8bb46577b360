/** By number: gRPC's status codes, as Envoy spells them in `GRPC_STATUS(CAMEL_STRING)`. */
const NAMES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
];
/** What a status that can't be read means to gRPC. */
const UNKNOWN = 2;

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...NAMES.map((name, number) => [folded(name), number] as const),
  ['cancelled', 1],
  // Envoy's word, and number, for a `grpc-status` that is none.
  ['invalidcode', UNKNOWN],
  ['-1', UNKNOWN],
]);

/**
 * A gRPC status as Envoy writes it: a number, `PermissionDenied` or `PERMISSION_DENIED`.
 * null = `-` or nothing: there was none; undefined = it is no status.
 */
export function grpcStatusOf(text: string): number | null | undefined {
  if (text === '' || text === '-') return null;
  if (/^\d{1,20}$/.test(text)) return Number(text) > 0xffff_ffff ? UNKNOWN : Number(text);
  return /^[A-Z-]/.test(text) ? NUMBERS.get(folded(text)) : undefined;
}

function folded(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
