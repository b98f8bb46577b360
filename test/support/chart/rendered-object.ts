import { parseAllDocuments } from 'yaml';

/** A Kubernetes object as a chart or a file has it. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind
  readonly [field: string]: any;
}

/** The objects of a YAML stream. Throws where one can't be read, also for a key that is there twice. */
export function objectsIn(text: string): RenderedObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw error;
    const value: RenderedObject | null = document.toJS();
    return value === null ? [] : [value];
  });
}

/** The one of that kind. Throws if there is none, or a second. */
export function onlyOf(objects: readonly RenderedObject[], kind: string): RenderedObject {
  const [first, ...rest] = objects.filter((one) => one.kind === kind);
  if (first === undefined || rest.length > 0) throw new Error(`${rest.length + (first ? 1 : 0)} ${kind}`);
  return first;
}
