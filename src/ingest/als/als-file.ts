import type { StreamWatch, Tally } from '../../ports.ts';
import { alsFrames } from './als-frames.ts';
import { type AddressBook, type AlsIntake, createIntake } from './als-intake.ts';
import { consume } from './consume.ts';
import { endOf } from './entry-time.ts';
import { hasIdentifier } from './identifier.ts';
import { openStream } from './stream-state.ts';

/** A frame beyond this is no message that an Envoy sends. */
const MESSAGE_BYTES = 64 * 1024 * 1024;

const NO_WATCH: StreamWatch = { opened() {}, closed() {}, broke() {} };

/** What all captures that are counted on one tally share: it names the reporters in its tuples. */
export function fileIntake(tally: Tally, directory: AddressBook): AlsIntake {
  return createIntake(tally, NO_WATCH, directory);
}

/**
 * Counts a capture: messages with a 4-byte big-endian length before each; one with an identifier begins a new
 * stream. A record counts when its exchange ended by the entry's own clock (`missing-field` where it has
 * none). Answers how many messages could be read.
 */
export async function readAlsFile(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  intake: AlsIntake,
): Promise<{ readonly messages: number }> {
  const { tally } = intake;
  let stream = openStream(intake, endOf);
  let messages = 0;
  for await (const frame of alsFrames(chunks, MESSAGE_BYTES)) {
    if (frame.kind === 'oversize') tally.drop('oversize');
    else if (frame.kind === 'cut') tally.drop('malformed');
    else {
      const { bytes } = frame;
      if (hasIdentifier(bytes)) stream = openStream(intake, endOf);
      if (consume(stream, bytes, 0, bytes.length) !== 'malformed') messages++;
    }
  }
  return { messages };
}
