import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';

export interface Kubeconfig extends AsyncDisposable {
  readonly path: string;
}

/** A kubeconfig by which a token is used; in this process's KUBECONFIG until disposed. */
export async function useKubeconfig(
  { url, caFile }: { readonly url: string; readonly caFile: string },
  token: string,
): Promise<Kubeconfig> {
  return useKubeconfigText(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority': caFile } }],
      users: [{ name: 'test', user: { token } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      'current-context': 'test',
    }),
  );
}

export async function useKubeconfigText(text: string): Promise<Kubeconfig> {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'kubeconfig');
  await writeFile(path, text);
  const before = process.env.KUBECONFIG;
  process.env.KUBECONFIG = path;
  return {
    path,
    async [Symbol.asyncDispose]() {
      if (before === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = before;
      await folder[Symbol.asyncDispose]();
    },
  };
}
