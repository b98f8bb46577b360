import { eventually } from '../eventually.ts';
import type { Definition } from './custom-resource-definitions.ts';
import type { KubeClient } from './kube-client.ts';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/**
 * Creates the definitions and waits until objects of every kind can be listed. Throws the server's refusal.
 */
export async function installDefinitions(
  { request }: Pick<KubeClient, 'request'>,
  definitions: readonly Definition[],
): Promise<void> {
  const names = await Promise.all(
    definitions.map(async ({ name, yaml }) => {
      const { status, body } = await request('POST', PATH, yaml, { contentType: 'application/yaml' });
      if (status !== 201 && status !== 409) throw new Error(`${name}: ${status} ${body.message}`);
      return name;
    }),
  );
  await eventually(
    async () => {
      const served = (await definedIn({ request }))
        .filter(isEstablished)
        .map(({ metadata }) => metadata.name);
      return names.filter((name) => !served.includes(name));
    },
    (missing) => missing.length === 0,
    60_000,
  );
  // Established is said a moment before objects can be listed.
  const paths = (await definedIn({ request }))
    .filter(({ metadata }) => names.includes(metadata.name))
    .map(listPath);
  await eventually(
    async () => {
      const answers = await Promise.all(paths.map((path) => request('GET', `${path}?limit=1`)));
      return paths.filter((_, index) => answers[index]?.status !== 200);
    },
    (missing) => missing.length === 0,
    60_000,
  );
}

interface Defined {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly versions: readonly { readonly name: string; readonly served: boolean }[] };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function definedIn({ request }: Pick<KubeClient, 'request'>): Promise<readonly Defined[]> {
  return (await request('GET', PATH)).body.items ?? [];
}

function listPath({ metadata, spec }: Defined): string {
  const [plural, ...group] = metadata.name.split('.');
  const version = spec.versions.find(({ served }) => served)?.name;
  return `/apis/${group.join('.')}/${version}/${plural}`;
}

function isEstablished({ status }: Defined): boolean {
  return status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True') ?? false;
}
