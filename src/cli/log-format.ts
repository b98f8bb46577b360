import { AppError } from '../app-error.ts';
import { type OwnFormat, ownFormat } from '../ingest/log/own-format.ts';
import { readJsonFields } from './json-fields.ts';
import { oneOf } from './traffic-flags.ts';

export interface LogFormatFlags {
  readonly format: string;
  readonly jsonFields?: string;
}

export interface AskedFormat<F> {
  readonly format: F | OwnFormat['kind'];
  /** What `envoy-…` stands for. */
  readonly own?: OwnFormat;
}

const ENVOY = 'envoy:';

/** For `--help`: what `--format` takes. */
export function formatWords(known: readonly string[]): string {
  return [...known, `${ENVOY}FORMAT`].join(', ');
}

/** `--format`, also `envoy:FORMAT`, and `--json-fields FILE`. Throws AppError `invalid`. */
export async function askedFormat<F extends string>(
  { format, jsonFields }: LogFormatFlags,
  known: readonly F[],
): Promise<AskedFormat<F>> {
  if (jsonFields !== undefined) {
    if (format !== 'auto') {
      throw new AppError('invalid', `--json-fields says the format, and so does --format ${format}`, {
        hint: 'leave --format out',
      });
    }
    return asked(ownFormat({ kind: 'json', fields: await readJsonFields(jsonFields) }));
  }
  if (format.startsWith(ENVOY)) return asked(ownFormat({ kind: 'text', text: format.slice(ENVOY.length) }));
  return { format: oneOf<F | 'envoy:FORMAT'>(format, [...known, 'envoy:FORMAT'], '--format') as F };
}

function asked(own: OwnFormat): AskedFormat<never> {
  return { format: own.kind, own };
}
