import { AppError } from '../app-error.ts';
import type { Directory } from '../core/identify/directory.ts';
import type { Batches, IngestAnswer, LogIntake } from '../ports.ts';
import { gunzipped } from './log/byte-streams.ts';
import { createLogReader, type LogFormat } from './log/log-reader.ts';

const FORMATS = ['auto', 'istio-text', 'istio-json'];

export interface LogIntakeOptions {
  readonly batches: Batches;
  readonly directory: Directory;
  readonly onAgentLines: (count: number) => void;
  /** The lines of a batch didn't say whether callers used TLS. */
  readonly onTlsUnknown: () => void;
}

/** Reads pushed lines into a batch of their own and answers once it is stored. */
export function createLogIntake({ batches, directory, ...told }: LogIntakeOptions): LogIntake {
  return {
    async ingest(body, format, id): Promise<IngestAnswer> {
      if (!isFormat(format)) {
        throw new AppError('invalid', `there is no log format "${format}"`, {
          hint: `use ${FORMATS.join(', ')}`,
        });
      }
      const batch = batches.open('log', id);
      const reader = createLogReader({ tally: batch.tally, directory, format });
      for await (const chunk of gunzipped(body, 'the body')) reader.write(chunk);
      reader.end();
      const answer = await batch.commit();
      told.onAgentLines(reader.counts.agentLines);
      if (reader.tlsUnknown) told.onTlsUnknown();
      return answer;
    },
  };
}

function isFormat(format: string): format is LogFormat | 'auto' {
  return FORMATS.includes(format);
}
