import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installGo } from '../go/install-go.ts';

const run = promisify(execFile);
const SOURCES = join(import.meta.dirname, '../../go/istiod');

/** Path of the template of which Istio's agent makes Envoy's first configuration; Istio's module has it. */
export async function bootstrapTemplate(): Promise<string> {
  const { stdout } = await run(await installGo(), ['mod', 'download', '-json', 'istio.io/istio'], {
    cwd: SOURCES,
    env: { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' },
    timeout: 300_000,
  });
  const { Dir }: { readonly Dir: string } = JSON.parse(stdout);
  return join(Dir, 'tools/packaging/common/envoy_bootstrap.json');
}
