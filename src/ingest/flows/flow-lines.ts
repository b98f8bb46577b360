import type { FlowLine } from '../../core/model/flow-line.ts';
import { type CoverageLine, decodeCoverageLine, isCoverageLine } from './coverage-line.ts';
import { decodeFlowLine, type FlowUse } from './flow-line.ts';
import { type JsonLinesOptions, type JsonLinesReport, readJsonLines } from './json-lines.ts';
import { parseJsonLine } from './parse-json-line.ts';

export interface FlowSink {
  flow(flow: FlowLine, file: string, line: number): void;
  /** Absent = coverage lines are read over. */
  coverage?(coverage: CoverageLine, file: string, line: number): void;
}

/**
 * Streams the flow lines of files, directories and stdin (`-`, or no path), gzipped or not, in their order.
 * Lines that can't be read are counted, the first few with file, line and reason. Throws AppError `invalid`
 * for a path that doesn't exist.
 */
export async function readFlowLines(
  paths: readonly string[],
  options: JsonLinesOptions & { readonly use: FlowUse },
  sink: FlowSink,
): Promise<JsonLinesReport> {
  return readJsonLines(paths, options, (text, file, line) => {
    const parsed = parseJsonLine(text);
    if ('error' in parsed) return parsed.error;
    if (isCoverageLine(parsed.value)) {
      const coverage = decodeCoverageLine(parsed.value);
      if ('error' in coverage) return coverage.error;
      sink.coverage?.(coverage, file, line);
      return null;
    }
    const flow = decodeFlowLine(parsed.value, options.use);
    if ('error' in flow) return flow.error;
    sink.flow(flow, file, line);
    return null;
  });
}
