import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Credentials, NoCluster } from './api-access.ts';

/** The current context of kubeconfig files. */
export interface CurrentContext {
  readonly name: string;
  readonly server: string;
  readonly proxy: string | null;
  /** client-node doesn't know this way of naming a token. */
  readonly tokenFile: string | null;
  credentials(): Promise<Credentials>;
}

const named = z.object({ name: z.string() });
const path = z.string().nullish();
const kubeconfig = z.object({
  'current-context': z.string().nullish(),
  contexts: z.array(named.extend({ context: z.object({ cluster: z.string(), user: z.string() }) })).nullish(),
  clusters: z
    .array(named.extend({ cluster: z.looseObject({ server: z.string(), 'certificate-authority': path }) }))
    .nullish(),
  users: z
    .array(
      named.extend({
        user: z
          .looseObject({ 'client-certificate': path, 'client-key': path, tokenFile: path })
          .nullish()
          .transform((user) => user ?? {}),
      }),
    )
    .nullish(),
});

type Kubeconfig = z.infer<typeof kubeconfig>;

/** Reads them as kubectl does: of two entries of one name the first counts. */
export async function readKubeconfig(paths: readonly string[]): Promise<CurrentContext | NoCluster> {
  const read: { readonly path: string; readonly value: Kubeconfig }[] = [];
  for (const file of paths) {
    const value = await readOne(file);
    if ('missing' in value) return value;
    read.push({ path: file, value });
  }
  const where = `kubeconfig ${paths.join(', ')}`;
  const contextName = read.map(({ value }) => value['current-context']).find((name) => name);
  if (!contextName) return { missing: `${where} has no current-context: kubectl config use-context NAME.` };
  const context = first(read, ({ contexts }) => contexts, contextName)?.value.context;
  if (!context) return { missing: `${where} has no context ${contextName}, which is its current one.` };
  const cluster = first(read, ({ clusters }) => clusters, context.cluster);
  if (!cluster)
    return { missing: `${where} has no cluster ${context.cluster}, which context ${contextName} names.` };
  const user = first(read, ({ users }) => users, context.user);
  if (!user) return { missing: `${where} has no user ${context.user}, which context ${contextName} names.` };
  const { server } = cluster.value.cluster;
  if (!URL.canParse(server) || !/^https?:/.test(server))
    return { missing: `${where}: cluster ${context.cluster}: server ${server} is no http or https URL.` };

  const inCluster = absolute(cluster.value.cluster, cluster.path, ['certificate-authority']);
  const inUser = absolute(user.value.user, user.path, ['client-certificate', 'client-key', 'tokenFile']);
  for (const file of [...inCluster.files, ...inUser.files]) {
    const problem = await unreadable(file);
    if (problem) return { missing: `${where} names ${file}, ${problem}.` };
  }
  // Plain HTTP, as `kubectl proxy` serves it, is refused without it.
  const plain = server.startsWith('http:') ? { 'insecure-skip-tls-verify': true } : {};
  // It costs 0.75 s and 80 MB, which only those pay who need it.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    config.loadFromString(
      JSON.stringify({
        'current-context': contextName,
        contexts: [{ name: contextName, context }],
        clusters: [{ name: context.cluster, cluster: { ...inCluster.value, ...plain } }],
        users: [{ name: context.user, user: inUser.value }],
      }),
    );
  } catch (error) {
    return { missing: `${where}: ${error instanceof Error ? error.message : String(error)}.` };
  }
  const tokenFile = inUser.value.tokenFile;
  return {
    name: contextName,
    server: server.replace(/\/+$/, ''),
    proxy: config.getCurrentCluster()?.proxyUrl || null,
    tokenFile: typeof tokenFile === 'string' ? tokenFile : null,
    credentials: () => credentialsOf(config),
  };
}

async function readOne(file: string): Promise<Kubeconfig | NoCluster> {
  const problem = await unreadable(file);
  if (problem) return { missing: `kubeconfig ${file} can't be used: it is one ${problem}.` };
  let value: unknown;
  try {
    value = parse(await readFile(file, 'utf8'));
  } catch (error) {
    const what = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { missing: `kubeconfig ${file} is no YAML: ${what}` };
  }
  if (value === null || value === undefined) return { missing: `kubeconfig ${file} is empty.` };
  const result = kubeconfig.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = issue?.path.join('.');
  return { missing: `kubeconfig ${file} is none: ${at ? `${at}: ` : ''}${issue?.message}.` };
}

function first<T extends { readonly name: string }>(
  read: readonly { readonly path: string; readonly value: Kubeconfig }[],
  of: (value: Kubeconfig) => readonly T[] | null | undefined,
  name: string,
): { readonly value: T; readonly path: string } | undefined {
  for (const { path, value } of read) {
    const found = of(value)?.find((one) => one.name === name);
    if (found) return { value: found, path };
  }
  return undefined;
}

/** Relative paths are so from their own file's folder. */
function absolute(value: Readonly<Record<string, unknown>>, file: string, keys: readonly string[]) {
  const files: string[] = [];
  const replaced: Record<string, unknown> = { ...value };
  for (const key of keys) {
    const given = value[key];
    if (typeof given !== 'string' || given === '') continue;
    const whole = resolve(dirname(file), given);
    files.push(whole);
    replaced[key] = whole;
  }
  return { value: replaced, files };
}

async function unreadable(file: string): Promise<string | null> {
  try {
    await readFile(file);
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return 'which is not there';
    if (code === 'EISDIR') return 'which is a folder';
    if (code === 'EACCES' || code === 'EPERM') return 'which may not be read';
    return `which can't be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function credentialsOf(config: KubeConfig): Promise<Credentials> {
  const options: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = {};
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key, servername, rejectUnauthorized, auth } = options;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {}))
    headers[name.toLowerCase()] = String(value);
  if (auth) headers.authorization = `Basic ${Buffer.from(auth).toString('base64')}`;
  return {
    headers,
    tls: {
      ...(ca ? { ca: material(ca) } : {}),
      ...(cert ? { cert: material(cert) } : {}),
      ...(key ? { key: material(key) } : {}),
      ...(servername ? { servername } : {}),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    },
  };
}

function material(value: unknown): string | Buffer {
  return Buffer.isBuffer(value) ? value : String(value);
}
