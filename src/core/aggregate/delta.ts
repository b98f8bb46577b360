import type { PathMark } from '../model/flow.ts';
import type { Counts } from '../model/operation.ts';

/** What one operation gained within one (scaled) day. */
export interface FlowDelta extends Counts {
  readonly day: number;
  /** Bit h set: something was seen in hour h of the day; `evidenceHours`: something succeeded. */
  readonly hours: number;
  readonly evidenceHours: number;
  /** ms */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly firstEvidence: number | null;
  readonly lastEvidence: number | null;
  readonly grpc: boolean;
  readonly marks: readonly PathMark[];
  /** A concrete path behind a template; null = none to keep. */
  readonly literal: string | null;
}
