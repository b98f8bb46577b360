export interface FakeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export type FakeEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface FakeEvent {
  readonly type: FakeEventType;
  readonly object: FakeObject;
  readonly version: number;
}

/** The objects of one list path, with all that ever happened to them. */
export interface FakeCollection {
  readonly path: string;
  objects(): readonly FakeObject[];
  since(version: number): readonly FakeEvent[];
  apply(object: FakeObject, version: number): FakeEvent;
  remove(namespace: string | undefined, name: string, version: number, last?: object): FakeEvent | null;
  clear(): void;
}

export function fakeCollection(path: string): FakeCollection {
  const objects = new Map<string, FakeObject>();
  const events: FakeEvent[] = [];
  const keep = (event: FakeEvent) => {
    events.push(event);
    return event;
  };
  return {
    path,
    objects: () => [...objects.values()],
    since: (version) => events.filter((event) => event.version > version),
    apply(object, version) {
      const { namespace, name } = object.metadata;
      const key = `${namespace}/${name}`;
      const before = objects.get(key);
      const uid = object.metadata.uid ?? before?.metadata.uid ?? `uid-${version}`;
      const stored = { ...object, metadata: { ...object.metadata, uid, resourceVersion: String(version) } };
      objects.set(key, stored);
      return keep({ type: before ? 'MODIFIED' : 'ADDED', object: stored, version });
    },
    remove(namespace, name, version, last = {}) {
      const key = `${namespace}/${name}`;
      const before = objects.get(key);
      if (before === undefined) return null;
      objects.delete(key);
      const { metadata, ...rest } = last as { metadata?: object };
      const object = {
        ...before,
        ...rest,
        metadata: { ...before.metadata, ...metadata, resourceVersion: String(version) },
      };
      return keep({ type: 'DELETED', object, version });
    },
    clear() {
      objects.clear();
      events.length = 0;
    },
  };
}
