import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../app-error.ts';
import type { RecommendedPolicy } from './recommend-answer.ts';

/** A file a policy and a kustomization that lists them. Throws AppError when the folder can't be written. */
export async function writeSplit(folder: string, policies: readonly RecommendedPolicy[]): Promise<void> {
  try {
    await writeFiles(folder, policies);
  } catch (cause) {
    throw new AppError('invalid', `--split ${folder} can't be written: ${String(cause)}`, {
      hint: 'name a folder, there or not, in which files can be made',
      cause,
    });
  }
}

async function writeFiles(folder: string, policies: readonly RecommendedPolicy[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const severalClusters = new Set(policies.map(clusterOf)).size > 1;
  const files = policies.map((recommended) => {
    const { namespace, name } = recommended.policy.metadata;
    const cluster = severalClusters ? `${clusterOf(recommended)}-` : '';
    return { name: `${cluster}${namespace}-${name}.yaml`, yaml: recommended.yaml };
  });
  for (const { name, yaml } of files) await writeFile(join(folder, name), yaml);
  const kustomization = ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization', 'resources:'];
  const lines = [...kustomization, ...files.map(({ name }) => `- ${name}`)];
  await writeFile(join(folder, 'kustomization.yaml'), `${lines.join('\n')}\n`);
}

function clusterOf({ workload }: RecommendedPolicy): string {
  return workload.slice(0, workload.indexOf('/'));
}
