import { join } from 'node:path';
import { buildGoProgram, SMALL } from '../go/build-go-program.ts';

const GO = join(import.meta.dirname, '../../go');

/** A kube-apiserver with its etcd in one process: nine minutes with empty Go caches. */
export async function buildApiServer(): Promise<string> {
  return buildGoProgram({ sources: join(GO, 'apiserver'), name: 'apiserver', flags: SMALL });
}

/** Five minutes with empty Go caches. */
export async function buildHelm(): Promise<string> {
  const options = { package: 'helm.sh/helm/v4/cmd/helm', flags: SMALL };
  return buildGoProgram({ sources: join(GO, 'helm'), name: 'helm', ...options });
}
