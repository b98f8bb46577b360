import { type ServerReadableStream, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Clock } from '../../ports.ts';
import type { AlsIntake } from './als-intake.ts';
import { consume } from './consume.ts';
import { openStream } from './stream-state.ts';

export type MessageErrorReason = 'malformed' | 'no-identifier' | 'oversize';

interface Surroundings {
  readonly intake: AlsIntake;
  readonly clock: Clock;
  readonly onMessageError: ((reason: MessageErrorReason, peer: string) => void) | undefined;
  /** Called once, however the stream ended. */
  readonly onClosed: () => void;
}

/**
 * The answer to a whole stream: an empty message. `sent` is called when it goes out, and only then: grpc-js
 * ends a stream that its client broke off like one that ended in order, and only refuses to answer it.
 */
export interface Farewell {
  readonly sent: () => void;
}

const NOTHING = Buffer.alloc(0);

export function serializeFarewell({ sent }: Farewell): Buffer {
  sent();
  return NOTHING;
}

/** Consumes one stream until its end, its break, or `close`. Its records count when they arrive. */
export function serveStream(
  call: ServerReadableStream<Buffer, Farewell>,
  answer: sendUnaryData<Farewell>,
  { intake, clock, onMessageError, onClosed }: Surroundings,
): { close(): void } {
  let now = clock.now();
  let over = false;
  const stream = openStream(intake, () => now);

  function end(respond: () => void): void {
    if (over) return;
    over = true;
    onClosed();
    respond();
  }

  function endInOrder(): void {
    end(() => {
      let inOrder = false;
      answer(null, { sent: () => (inOrder = true) });
      if (!stream.reporter) return;
      if (inOrder) intake.watch.closed(stream.node);
      else intake.watch.broke(stream.node, now);
    });
  }

  call.on('data', (bytes: Buffer) => {
    if (over) return;
    now = clock.now();
    const consumed = consume(stream, bytes, 0, bytes.length);
    if (consumed === 'counted') return;
    onMessageError?.(consumed, call.getPeer());
    if (consumed === 'malformed') return;
    const details = 'the first message of a stream has to say who speaks (identifier.node)';
    end(() => answer({ code: status.INVALID_ARGUMENT, details }));
  });
  call.on('end', endInOrder);
  // grpc-js says this after an answer of ours too; then it is over already.
  call.on('cancelled', () =>
    end(() => {
      if (stream.reporter) intake.watch.broke(stream.node, now);
    }),
  );
  // Follows a cancellation, which says the same.
  call.on('error', () => {});
  return { close: endInOrder };
}
