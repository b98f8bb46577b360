import { renderedText, type Values } from './render-chart.ts';

const NAMESPACE = 'leastpath';

/** Files of deploy/manifests and the values that each is rendered with. */
const MANIFESTS: Readonly<Record<string, { readonly values: Values; readonly about: string }>> = {
  'deploy/manifests/leastpath.yaml': {
    values: {},
    about: 'with a sidecar and a policy that admits every verified reporter',
  },
  'deploy/manifests/leastpath-without-sidecar.yaml': {
    values: { sidecar: { inject: false }, authorizationPolicies: { enabled: false } },
    about: 'without a sidecar: anyone with a route to the pod can write policy',
  },
};

/** The chart's objects for those without Helm, by file. */
export async function plainManifests(): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const [file, { values, about }] of Object.entries(MANIFESTS)) {
    const text = await renderedText({ values, namespace: NAMESPACE });
    files[file] = [
      `# leastpath ${about}.`,
      '# Made from the chart (npm run manifests). Set the image, then: kubectl apply -f FILE',
      'apiVersion: v1',
      'kind: Namespace',
      'metadata:',
      `  name: ${NAMESPACE}`,
      withoutHelm(text),
    ].join('\n');
  }
  return files;
}

/** What only Helm reads would be a lie in a file that Helm doesn't know. */
const HELM_ONLY = /^(# Source: .*| +helm\.sh\/chart: .*| +app\.kubernetes\.io\/managed-by: .*)\n/gm;
const KEPT_BY_HELM = /^ +annotations:\n +helm\.sh\/resource-policy: keep\n/gm;

function withoutHelm(text: string): string {
  return text
    .replaceAll(HELM_ONLY, '')
    .replaceAll(KEPT_BY_HELM, '')
    .split(/^---\n/m)
    .filter((document) => document.trim() !== '')
    .map((document) => `---\n${document.trim()}\n`)
    .join('');
}
