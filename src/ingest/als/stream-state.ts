import type { Reporter } from '../../core/model/record.ts';
import type { AlsIntake } from './als-intake.ts';
import type { AccessLogCommon } from './gen/envoy/data/accesslog/v3/accesslog.ts';

/** When an entry counts, ms since 1970; null = it can't be said. */
export type TimeOf = (common: AccessLogCommon) => number | null;

/**
 * What a stream's first message said, so that entries needn't repeat it. Mutable: it lives as long as the
 * stream.
 */
export interface StreamState {
  readonly intake: AlsIntake;
  readonly timeOf: TimeOf;
  /** null until the identifier came. */
  reporter: Reporter | null;
  /** The node's id as sent; '' until the identifier came. */
  node: string;
  own: ReadonlySet<string>;
  /** Begins every text that stands for this reporter in a tuple. */
  described: string;
  /** The last entry's own identity, and the tuple prefix that stands for it and the reporter. */
  localSan: string;
  prefix: string;
}

export function openStream(intake: AlsIntake, timeOf: TimeOf): StreamState {
  return {
    intake,
    timeOf,
    reporter: null,
    node: '',
    own: new Set(),
    described: '',
    localSan: '',
    prefix: '',
  };
}

/** The identifier came, for the first time or again: what it says replaces what was known. */
export function identifyStream(stream: StreamState, node: string, reporter: Reporter): void {
  const described = JSON.stringify([node, reporter]);
  if (described === stream.described) return;
  if (stream.reporter) stream.intake.watch.closed(stream.node);
  stream.reporter = reporter;
  stream.node = node;
  stream.own = new Set(reporter.addresses);
  stream.described = described;
  stream.localSan = '';
  stream.prefix = stream.intake.prefixes.nameOf(described);
  stream.intake.watch.opened(node, reporter);
}

/**
 * A short name for the reporter and the identity that its proxy presented: nearly always the one of last
 * time.
 */
export function prefixFor(stream: StreamState, localSan: string): string {
  if (localSan !== stream.localSan) {
    stream.localSan = localSan;
    stream.prefix = stream.intake.prefixes.nameOf(stream.described + localSan);
  }
  return stream.prefix;
}
