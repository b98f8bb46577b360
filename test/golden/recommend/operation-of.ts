import { type AnonymousReason, anonymous, known } from '../../../src/core/model/caller.ts';
import type { PathMark, ReporterSide } from '../../../src/core/model/flow.ts';
import type { Operation } from '../../../src/core/model/operation.ts';
import type { Principal } from '../../../src/core/model/principal.ts';
import { DAY } from '../../../src/core/model/scaled-time.ts';

/** What a test says of an operation; all else is plain: one HTTP call, a success, on the first day. */
export interface OperationSpec {
  /** A principal, or the reason why there is none. */
  readonly from: string;
  readonly port?: number;
  readonly tcp?: boolean;
  readonly method?: string | null;
  readonly path?: string | null;
  readonly literals?: readonly string[];
  readonly ok?: number;
  readonly denied?: number;
  /** Distinct days with evidence. */
  readonly days?: number;
  /** `YYYY-MM-DD` */
  readonly since?: string;
  readonly marks?: readonly PathMark[];
  readonly reporter?: ReporterSide;
}

export function operationOf(spec: OperationSpec, seq = 0): Operation {
  const { from, port = 8080, tcp = false, ok = 1, denied = 0, days = 1, since = '2026-03-02' } = spec;
  const first = Date.parse(since);
  const last = first + (days - 1) * DAY;
  const counts = { ok, failed: 0, denied };
  return {
    seq,
    reporter: spec.reporter ?? 'destination',
    caller: from.includes('/') ? known(from as Principal) : anonymous(from as AnonymousReason),
    port,
    protocol: tcp ? 'tcp' : 'http',
    method: tcp ? null : spec.method === undefined ? 'GET' : spec.method,
    path: tcp ? null : spec.path === undefined ? '/' : spec.path,
    counts,
    firstSeen: first,
    lastSeen: last,
    firstEvidence: ok > 0 ? first : null,
    lastEvidence: ok > 0 ? last : null,
    today: { ...counts, day: Math.floor(last / DAY), hours: 1 },
    days: ok > 0 ? days : 0,
    hours: ok > 0 ? days : 0,
    dayBits: [0, 0, 0],
    weekBits: [0, 0, 0, 0, 0, 0, 0],
    grpc: false,
    marks: spec.marks ?? [],
    literals: spec.literals ?? [],
  };
}
