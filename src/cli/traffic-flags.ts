import { AppError } from '../app-error.ts';
import type { OfflineInput } from '../offline.ts';

/** What the user says of the proxy that wrote the input. */
export interface ReporterFlags {
  readonly workload?: string;
  readonly labels?: string;
}

/** `--workload ns/name --labels k=v,…`. Throws AppError `invalid`. */
export function reporterOf({ workload, labels }: ReporterFlags): OfflineInput['reporter'] {
  if (workload === undefined) {
    if (labels === undefined) return null;
    throw new AppError('invalid', '--labels needs --workload', {
      hint: 'say whose labels they are: --workload ns/name',
    });
  }
  const [namespace, name, ...rest] = workload.split('/');
  if (!namespace || !name || rest.length > 0) {
    throw new AppError('invalid', `--workload ${workload} is no workload`, {
      hint: 'write it as namespace/name',
    });
  }
  return { namespace, owner: name, labels: labels === undefined ? null : parseLabels(labels) };
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  const wrong = pairs.find((pair) => pair.length !== 2 || pair[0] === '');
  if (wrong) {
    throw new AppError('invalid', `--labels ${wrong.join('=')} is no label`, {
      hint: 'write k=v, with commas between',
    });
  }
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** Throws AppError `invalid` that names what the flag takes. */
export function oneOf<T extends string>(value: string, known: readonly T[], flag: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) {
    throw new AppError('invalid', `${flag} has no value "${value}"`, { hint: `use ${known.join(', ')}` });
  }
  return found;
}
