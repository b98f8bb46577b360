// Sends load to one sink after the other, as main.ts asks: a process of its own, so that its CPU isn't the
// sink's.
import { createAlsSender } from '../../src/ingest/als/als-replay.ts';
import { FIRST_MESSAGE, leanMessages } from './lean-messages.ts';

export interface LoadOrder {
  readonly address: string;
  readonly connections: number;
  /** Messages on each connection. */
  readonly messages: number;
}

const messages = leanMessages();

/**
 * Opens the streams, tells the parent, waits for its word, sends, and tells it when each stream was answered.
 */
async function load({ address, connections, messages: count }: LoadOrder): Promise<void> {
  const senders = Array.from({ length: connections }, () => createAlsSender(address));
  const streams = senders.map((sender) => sender.open());
  await Promise.all(streams.map((stream) => stream.send(FIRST_MESSAGE)));
  const word = new Promise((resolve) => process.once('message', resolve));
  process.send?.({ ready: true });
  await word;
  await Promise.all(
    streams.map(async (stream, c) => {
      for (let i = 0; i < count; i++) {
        await stream.send(messages[(i * connections + c) % messages.length] as Buffer);
      }
      await stream.end();
    }),
  );
  for (const sender of senders) sender[Symbol.dispose]();
  process.send?.({ done: true });
}

process.on('disconnect', () => process.exit());
async function serve(): Promise<void> {
  for (;;) await load(await new Promise<LoadOrder>((resolve) => process.once('message', resolve as never)));
}
process.send?.({ address: '' });
await serve();
