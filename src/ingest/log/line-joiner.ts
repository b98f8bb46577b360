import type { Envelope } from './envelope.ts';

export interface JoinedSink {
  line(line: Envelope): void;
  oversize(): void;
  /** A first part whose rest never came. */
  partial(content: string): void;
}

export interface LineJoiner {
  write(envelope: Envelope): void;
  end(): void;
}

interface Parts {
  readonly texts: string[];
  size: number;
}

/**
 * Container runtimes cut lines of 16 KiB and more; the parts of stdout and stderr come interleaved. Puts them
 * together, per stream, up to `maxBytes`.
 */
export function createLineJoiner(maxBytes: number, sink: JoinedSink): LineJoiner {
  const open = new Map<Envelope['stream'], Parts>();

  return {
    write(envelope) {
      const parts = open.get(envelope.stream);
      if (parts === undefined && !envelope.cut) {
        sink.line(envelope);
        return;
      }
      const { texts, size } = parts ?? { texts: [], size: 0 };
      const total = size + envelope.content.length;
      // Past the cap nothing more is kept; the sum remembers it.
      if (total <= maxBytes) texts.push(envelope.content);
      else texts.length = 0;
      if (envelope.cut) {
        open.set(envelope.stream, { texts, size: total });
        return;
      }
      open.delete(envelope.stream);
      if (total > maxBytes) sink.oversize();
      else sink.line({ ...envelope, content: texts.join('') });
    },
    end() {
      for (const { texts, size } of open.values()) {
        if (size > maxBytes) sink.oversize();
        else sink.partial(texts.join(''));
      }
      open.clear();
    },
  };
}
