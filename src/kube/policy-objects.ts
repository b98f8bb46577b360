import {
  type DocumentError,
  isReadError,
  type PolicyDocument,
  type Read,
  type ReadValue,
} from './policy-document.ts';
import { templateError } from './policy-yaml.ts';

const GROUP = 'security.istio.io/';
const KIND = 'AuthorizationPolicy';
const KINDS_OF_GROUP = [KIND, 'PeerAuthentication', 'RequestAuthentication'];

/** The objects in what was read from a file: a List is as many as it has items. */
export function policyObjects(read: Read, file: string): PolicyDocument[] {
  if (isReadError(read)) {
    const { line, id, message, hint } = read;
    return [broken(file, line, { id, message, hint })];
  }
  return objectsOf(read, file);
}

function objectsOf(read: ReadValue, file: string): PolicyDocument[] {
  const { value, line } = read;
  if (!isRecord(value)) return [broken(file, line, NO_OBJECT)];
  if (!isList(value)) return [objectOf(read, value, file)];
  const itemKind = textOf(value.kind).replace(/List$/, '');
  const items: readonly unknown[] = Array.isArray(value.items) ? value.items : [];
  return items.flatMap((item, index) => {
    const place = { itemLines: [], templated: read.templated, line: read.itemLines[index] ?? line };
    return objectsOf({ ...place, value: withKind(item, itemKind, value.apiVersion) }, file);
  });
}

function isList({ kind, items }: Readonly<Record<string, unknown>>): boolean {
  return textOf(kind).endsWith('List') && (Array.isArray(items) || items === null);
}

/** Items of an `AuthorizationPolicyList` need not repeat their kind. */
function withKind(item: unknown, kind: string, apiVersion: unknown): unknown {
  if (kind === '' || !isRecord(item) || 'kind' in item || 'apiVersion' in item) return item;
  return { apiVersion, kind, ...item };
}

function objectOf(
  { line, templated }: ReadValue,
  value: Readonly<Record<string, unknown>>,
  file: string,
): PolicyDocument {
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  const object = {
    file,
    line,
    kind: textOf(value.kind) || null,
    namespace: textOf(metadata.namespace) || null,
    name: textOf(metadata.name) || null,
  };
  const error = errorOf(value, templated !== null);
  if (error === null) return { ...object, value, error };
  return { ...object, line: error.id === 'template' ? (templated ?? line) : line, value: undefined, error };
}

function errorOf(value: Readonly<Record<string, unknown>>, templated: boolean): DocumentError | null {
  const kind = textOf(value.kind);
  const apiVersion = textOf(value.apiVersion);
  const isPolicy = kind === KIND || apiVersion.startsWith(GROUP);
  if (templated && (isPolicy || kind === '' || `${kind}${apiVersion}`.includes('{{'))) {
    const { id, message, hint } = templateError(0);
    return { id, message, hint };
  }
  if (kind === '' || apiVersion === '')
    return missing(kind === '' ? 'kind' : 'apiVersion', kind || apiVersion);
  if (!apiVersion.startsWith(GROUP) || KINDS_OF_GROUP.includes(kind)) return null;
  return {
    id: 'unknown-kind',
    message: `there is no kind ${JSON.stringify(kind)} in ${apiVersion}`,
    hint: `write kind: ${KINDS_OF_GROUP.find((one) => one.toLowerCase() === kind.toLowerCase()) ?? KIND}`,
  };
}

function missing(field: string, other: string): DocumentError {
  const what = other === '' ? 'it has neither `apiVersion` nor `kind`' : `it has no \`${field}\``;
  return {
    id: `missing-${field === 'kind' ? 'kind' : 'api-version'}`,
    message: `${what}, so it is no Kubernetes object`,
    hint: `begin it with apiVersion: ${GROUP}v1 and kind: ${KIND}`,
  };
}

const NO_OBJECT: DocumentError = {
  id: 'no-object',
  message: 'here stands no Kubernetes object, but a text, a number or a list',
  hint: 'separate objects by lines of ---, or make them the items of kind: List',
};

export function broken(file: string, line: number, error: DocumentError): PolicyDocument {
  return { file, line, kind: null, namespace: null, name: null, value: undefined, error };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
