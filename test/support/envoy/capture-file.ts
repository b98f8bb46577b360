/** A message as it arrived; `arrival` in ms since the recording began. */
export interface Arrived {
  readonly message: Uint8Array;
  readonly arrival: number;
}

/**
 * The framing of ALS captures: each message with its length before it, 4 bytes big-endian; streams one after another,
 * each in its order of arrival. A message with an identifier begins the next stream.
 */
export function frameCapture(streams: readonly (readonly Arrived[])[]): Buffer {
  return Buffer.concat(
    streams.flat().flatMap(({ message }) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(message.length);
      return [length, message];
    }),
  );
}

/** Arrivals in the order of the capture's messages, whole ms. The framing itself knows no time. */
export function captureOffsets(streams: readonly (readonly Arrived[])[]): number[] {
  return streams.flat().map(({ arrival }) => Math.round(arrival));
}
