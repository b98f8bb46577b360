import { AppError } from '../app-error.ts';
import type { Directory } from '../core/identify/directory.ts';
import type { Batches, IngestAnswer, LogIntake } from '../ports.ts';
import { gunzipped } from './log/byte-streams.ts';
import { createLogReader } from './log/log-reader.ts';
import type { OwnFormat } from './log/own-format.ts';

const FORMATS = ['auto', 'istio-text', 'istio-json'] as const;

export interface LogIntakeOptions {
  readonly batches: Batches;
  readonly directory: Directory;
  /** The mesh's own, as they are now. */
  readonly formats: () => readonly OwnFormat[];
  readonly onAgentLines: (count: number) => void;
  /** The lines of a batch didn't say whether callers used TLS. */
  readonly onTlsUnknown: () => void;
}

/** Reads pushed lines into a batch of their own and answers once it is stored. */
export function createLogIntake({ batches, directory, formats, ...told }: LogIntakeOptions): LogIntake {
  return {
    async ingest(body, format, id): Promise<IngestAnswer> {
      if (!isFormat(format)) {
        throw new AppError('invalid', `there is no log format "${format}"`, {
          hint: `use ${FORMATS.join(', ')}`,
        });
      }
      const batch = batches.open('log', id);
      const reader = createLogReader({ tally: batch.tally, directory, format, own: formats() });
      for await (const chunk of gunzipped(body, 'the body')) reader.write(chunk);
      reader.end();
      const answer = await batch.commit();
      told.onAgentLines(reader.counts.agentLines);
      if (reader.tlsUnknown) told.onTlsUnknown();
      return answer;
    },
  };
}

function isFormat(format: string): format is (typeof FORMATS)[number] {
  return FORMATS.some((known) => known === format);
}
