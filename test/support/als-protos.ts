import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFileRegistry, type DescMessage, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUF = join(ROOT, 'node_modules/.bin/buf');
const CARRIED = join(ROOT, 'node_modules/@grpc/grpc-js-xds/deps');
const ROOTS = ['envoy-api', 'xds', 'protoc-gen-validate', 'googleapis'].map((root) => join(CARRIED, root));
const SERVICE = 'envoy/service/accesslog/v3/als.proto';

export interface FieldInfo {
  readonly name: string;
  readonly number: number;
  /** `TYPE_STRING`, …, or the full name of a message or enum. */
  readonly type: string;
  readonly repeated: boolean;
  readonly oneof: string | null;
}

/** Fields of messages and values of enums by the full name of their type. */
export interface Descriptors {
  readonly messages: ReadonlyMap<string, readonly FieldInfo[]>;
  readonly enums: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

interface Message {
  readonly name: string;
  readonly field?: readonly {
    readonly name: string;
    readonly number: number;
    readonly type: string;
    readonly typeName?: string;
    readonly label?: string;
    readonly oneofIndex?: number;
  }[];
  readonly oneofDecl?: readonly { readonly name: string }[];
  readonly nestedType?: readonly Message[];
  readonly enumType?: readonly Enum[];
}

interface Enum {
  readonly name: string;
  readonly value: readonly { readonly name: string; readonly number?: number }[];
}

interface FileSet {
  readonly file: readonly {
    readonly package: string;
    readonly messageType?: readonly Message[];
    readonly enumType?: readonly Enum[];
  }[];
}

export function reducedProtos(): Descriptors {
  return descriptorsOf(join(ROOT, 'proto'));
}

/** Envoy's own files as @grpc/grpc-js-xds carries them, and what they import. */
export function officialProtos(): Descriptors {
  return inTemporary((folder) => {
    const roots = ['envoy-api', 'xds', 'protoc-gen-validate', 'googleapis'].map((root) =>
      join(CARRIED, root),
    );
    copyWithImports(SERVICE, roots, folder, new Set());
    return descriptorsOf(folder);
  });
}

/** Generates anew and answers the folder's files by path below `src/ingest/als/gen`. */
export function generateAnew(): Map<string, string> {
  return inTemporary((folder) => {
    const options = { cwd: ROOT };
    execFileSync(BUF, ['generate', 'proto', '--template', 'proto/buf.gen.yaml', '-o', folder], options);
    return filesBelow(join(folder, 'src/ingest/als/gen'));
  });
}

export function committedGen(): Map<string, string> {
  return filesBelow(join(ROOT, 'src/ingest/als/gen'));
}

function filesBelow(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

function inTemporary<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'leastpath-protos-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Envoy's message as another library decodes it, with all its fields. */
export function officialSchema(name: string): DescMessage {
  const schema = inTemporary((folder) => {
    copyWithImports(SERVICE, ROOTS, folder, new Set());
    const image = execFileSync(BUF, ['build', folder, '-o', '-#format=binpb'], { maxBuffer: 1 << 28 });
    return createFileRegistry(fromBinary(FileDescriptorSetSchema, image)).getMessage(name);
  });
  if (!schema) throw new Error(`${name} is no official message`);
  return schema;
}

function copyWithImports(path: string, roots: readonly string[], folder: string, seen: Set<string>): void {
  if (seen.has(path)) return;
  seen.add(path);
  const source = roots.map((root) => join(root, path)).find((file) => existsSync(file));
  // The well-known types are built into buf.
  if (!source) return;
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  cpSync(source, join(folder, path));
  for (const [, imported] of readFileSync(source, 'utf8').matchAll(/^import (?:public )?"([^"]+)";/gm)) {
    copyWithImports(imported as string, roots, folder, seen);
  }
}

function descriptorsOf(folder: string): Descriptors {
  const args = ['build', folder, '--exclude-source-info', '-o', '-#format=json'];
  const { file } = JSON.parse(execFileSync(BUF, args, { encoding: 'utf8', maxBuffer: 1 << 28 })) as FileSet;
  const messages = new Map<string, readonly FieldInfo[]>();
  const enums = new Map<string, Readonly<Record<string, number>>>();
  function addEnum(scope: string, { name, value }: Enum): void {
    enums.set(`${scope}.${name}`, Object.fromEntries(value.map((one) => [one.name, one.number ?? 0])));
  }
  function addMessage(scope: string, message: Message): void {
    const name = `${scope}.${message.name}`;
    messages.set(
      name,
      (message.field ?? []).map((field) => ({
        name: field.name,
        number: field.number,
        type: field.typeName ?? field.type,
        repeated: field.label === 'LABEL_REPEATED',
        oneof: field.oneofIndex === undefined ? null : (message.oneofDecl?.[field.oneofIndex]?.name ?? null),
      })),
    );
    for (const nested of message.nestedType ?? []) addMessage(name, nested);
    for (const nested of message.enumType ?? []) addEnum(name, nested);
  }
  for (const one of file) {
    for (const message of one.messageType ?? []) addMessage(`.${one.package}`, message);
    for (const each of one.enumType ?? []) addEnum(`.${one.package}`, each);
  }
  return { messages, enums };
}
