import { configReference } from '../../../src/config/reference.ts';
import { openapiDocument } from '../../../src/http/openapi.ts';
import { problemsReference } from '../../../src/http/problems-reference.ts';
import { metricsReference } from '../../../src/telemetry/metrics-reference.ts';
import { cliReference } from './cli-reference.ts';
import { reasonsReference } from './reasons-reference.ts';

/** Every file of docs/ that is made from the code, with what the code gives now. */
export function generatedDocs(): Readonly<Record<string, string>> {
  return {
    'docs/cli.md': cliReference(),
    'docs/config.md': configReference(),
    'docs/errors.md': problemsReference(),
    'docs/metrics.md': metricsReference(),
    'docs/openapi.json': `${JSON.stringify(openapiDocument(), null, 2)}\n`,
    'docs/reasons.md': reasonsReference(),
  };
}
