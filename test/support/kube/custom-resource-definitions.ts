import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installGo } from '../go/install-go.ts';

const run = promisify(execFile);
const SOURCES = join(import.meta.dirname, '../../go/crds');

/** Where in its module a definition lies. */
const WHERE: Readonly<Record<string, { readonly folder: string; readonly files: RegExp }>> = {
  'istio.io/api': { folder: 'kubernetes', files: /^customresourcedefinitions\.gen\.yaml$/ },
  'sigs.k8s.io/gateway-api': { folder: 'config/crd/standard', files: /^gateway\..*(?<!safeupgrades)\.yaml$/ },
  'github.com/prometheus-operator/prometheus-operator': {
    folder: 'example/prometheus-operator-crd',
    files: /_(servicemonitors|podmonitors|prometheusrules)\.yaml$/,
  },
};

export interface Definition {
  /** `gateways.networking.istio.io` */
  readonly name: string;
  readonly yaml: string;
}

/**
 * The definitions of Istio, the Gateway API and prometheus-operator's monitors and rules, from the modules
 * that carry them, which go.sum pins.
 */
export async function customResourceDefinitions(): Promise<Definition[]> {
  const modules = Object.keys(WHERE);
  const env = { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' };
  const { stdout } = await run(await installGo(), ['mod', 'download', '-json', ...modules], {
    cwd: SOURCES,
    env,
    timeout: 300_000,
  });
  // One object after the other, not a list.
  const found: { Path: string; Dir: string }[] = JSON.parse(`[${stdout.replaceAll(/^\}\n\{/gm, '},{')}]`);
  const definitions = await Promise.all(found.map(({ Path, Dir }) => definitionsIn(Path, Dir)));
  return definitions.flat();
}

async function definitionsIn(module: string, folder: string): Promise<Definition[]> {
  const { folder: inner, files } = WHERE[module]!;
  const names = (await readdir(join(folder, inner))).filter((name) => files.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, inner, name), 'utf8')));
  return texts
    .flatMap((text) => text.split(/^---\s*$/m))
    .filter((text) => /^kind: CustomResourceDefinition$/m.test(text))
    .map((yaml) => ({ name: /^metadata:\n(?: {2,}.*\n)*? {2}name: (\S+)$/m.exec(yaml)?.[1] ?? '', yaml }));
}
