import { outcomeOf } from '../../core/identify/outcome.ts';
import type { RecordOutcome } from '../../core/model/flow.ts';
import { outcomeFactsOf } from './line-record.ts';
import type { LogLine } from './log-line.ts';

const LIMIT = 4096;

/**
 * How an exchange ended, worked out once for lines that say the same. Forgets all when a source says too
 * much.
 */
export function createLineOutcome(): (line: LogLine) => RecordOutcome {
  const known = new Map<string, RecordOutcome>();
  const byCode: (RecordOutcome | undefined)[] = [];
  return (line) => {
    // Nearly every line.
    if (
      line.details === 'via_upstream' &&
      line.flags === '' &&
      line.grpcStatus === null &&
      line.path !== null &&
      line.protocol === 'http'
    ) {
      const outcome = byCode[line.code] ?? outcomeOf(outcomeFactsOf(line));
      byCode[line.code] = outcome;
      return outcome;
    }
    const key = outcomeKey(line);
    const found = known.get(key);
    if (found !== undefined) return found;
    const outcome = outcomeOf(outcomeFactsOf(line));
    if (known.size >= LIMIT) known.clear();
    known.set(key, outcome);
    return outcome;
  };
}

function outcomeKey(line: LogLine): string {
  const { protocol, path, code, flags, bytesIn, bytesOut } = line;
  const bytes = (bytesIn > 0 ? 1 : 0) + (bytesOut > 0 ? 2 : 0);
  const routed = line.upstreamCluster === '' ? 0 : 1;
  const ends = `${line.details} ${line.terminationDetails}`;
  const kind = `${protocol} ${path === null ? 0 : 1} ${routed} ${line.grpcStatus ?? ''}`;
  return `${kind} ${code} ${flags} ${bytes} ${line.details.length} ${ends}`;
}
