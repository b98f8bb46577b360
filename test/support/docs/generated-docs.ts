import { alsSetup, logSetup } from '../../../src/cli/setup-resources.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { printConfig } from '../../../src/config/print.ts';
import { configReference } from '../../../src/config/reference.ts';
import { openapiDocument } from '../../../src/http/openapi.ts';
import { problemsReference } from '../../../src/http/problems-reference.ts';
import { metricsReference } from '../../../src/telemetry/metrics-reference.ts';
import { chartCopies } from '../chart/chart-copies.ts';
import { cliReference } from './cli-reference.ts';
import { helmReference } from './helm-reference.ts';
import { lintReference } from './lint-reference.ts';
import { reasonsReference } from './reasons-reference.ts';

/** The whole mesh, and the service under the name that setup assumes. */
const MESH = {
  namespaces: [],
  rootNamespace: 'istio-system',
  service: 'leastpath.leastpath.svc.cluster.local',
  port: 19_001,
};

/** Every file of docs/ and deploy/ that is made from the code, with what the code gives now. */
export function generatedDocs(): Readonly<Record<string, string>> {
  return {
    ...chartCopies(),
    'deploy/config.sample.yaml': printConfig(loadConfig({ env: {} })),
    'deploy/mesh/als.yaml': alsSetup(MESH),
    'deploy/mesh/logs.yaml': logSetup(),
    'docs/cli.md': cliReference(),
    'docs/config.md': configReference(),
    'docs/helm.md': helmReference(),
    'docs/errors.md': problemsReference(),
    'docs/lint.md': lintReference(),
    'docs/metrics.md': metricsReference(),
    'docs/openapi.json': `${JSON.stringify(openapiDocument(), null, 2)}\n`,
    'docs/reasons.md': reasonsReference(),
  };
}
