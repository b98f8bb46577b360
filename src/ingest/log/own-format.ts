import { AppError } from '../../app-error.ts';
import type { LogTemplate, NamedLogTemplate } from '../../core/model/log-template.ts';
import { type CompiledFormat, compileFormat } from './compile-format.ts';
import { refused as refusedFormat } from './format-pieces.ts';
import { isIstioText } from './istio-text.ts';
import { compileJsonFormat, type JsonFormat } from './json-format.ts';
import type { Field } from './operators.ts';

/** A format that isn't one of Istio's defaults, ready to read lines by. */
export type OwnFormat =
  | { readonly kind: 'envoy-text'; readonly format: CompiledFormat }
  | { readonly kind: 'envoy-json'; readonly format: JsonFormat };

/**
 * Throws AppError `invalid` for one whose lines can't be read without guessing, or whose denied calls look like others.
 */
export function ownFormat(template: LogTemplate): OwnFormat {
  if (template.kind === 'text' && template.omitsEmpty)
    throw refusedFormat('omitEmptyValues leaves out what is missing, so that values run together');
  const own: OwnFormat =
    template.kind === 'text'
      ? { kind: 'envoy-text', format: compileFormat(template.text) }
      : { kind: 'envoy-json', format: compileJsonFormat(template.fields) };
  const fields = fieldsOf(own);
  // A gRPC call that a policy denied is answered with 200, and without flags.
  if (!fields.includes('details') && !fields.includes('grpcStatus'))
    throw refusedFormat("it doesn't say whether a call was denied: add %RESPONSE_CODE_DETAILS%");
  return own;
}

function fieldsOf({ kind, format }: OwnFormat): readonly Field[] {
  return kind === 'envoy-text'
    ? [...format.operators.keys()]
    : format.sources.flatMap(({ reads }) => reads.map(({ field }) => field));
}

export interface OwnFormats {
  readonly formats: readonly OwnFormat[];
  /** Of those that can't be read: where it stands, and why. */
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

/** All that can be read of a mesh's formats, without those that are Istio's own. */
export function ownFormats(templates: readonly NamedLogTemplate[]): OwnFormats {
  const formats: OwnFormat[] = [];
  const refused: { name: string; why: string }[] = [];
  for (const { name, template } of templates) {
    if (template.kind === 'text' && !template.omitsEmpty && isIstioText(template.text)) continue;
    try {
      formats.push(ownFormat(template));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push({ name, why: error.message });
    }
  }
  return { formats, refused };
}
