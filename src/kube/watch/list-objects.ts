import type { ApiClient, GetOptions } from './api-client.ts';
import { ApiFailure } from './api-failure.ts';
import type { ObjectSink } from './object-sink.ts';
import { isRawObject } from './raw-object.ts';
import { resourceQuery } from './resource-path.ts';
import type { WatchedResource } from './resources.ts';
import { watchEvents } from './watch-events.ts';

/** Of 10 KB each they are parsed in 25 ms; a larger page stalls longer. */
const PAGE = '250';

export interface ListRequest {
  readonly client: ApiClient;
  readonly resource: WatchedResource;
  readonly path: string;
  readonly sink: Pick<ObjectSink, 'put' | 'drop'>;
  readonly options: GetOptions;
}

/**
 * Lists all objects as a stream and gives the resource version that they are of. Asked without one, the server answers
 * with a state no older than the request. Throws ApiFailure: `unsupported` where the server can't.
 */
export async function listAsStream({ client, resource, path, sink, options }: ListRequest): Promise<string> {
  const query = resourceQuery(resource, {
    watch: '1',
    sendInitialEvents: 'true',
    resourceVersionMatch: 'NotOlderThan',
    allowWatchBookmarks: 'true',
    timeoutSeconds: '300',
  });
  for await (const events of watchEvents(client, `${path}?${query}`, options)) {
    for (const { type, object, resourceVersion } of events) {
      if (type === 'DELETED') sink.drop(object);
      else if (type !== 'BOOKMARK') sink.put(object);
      else if (object.metadata.annotations?.['k8s.io/initial-events-end'] === 'true') return resourceVersion;
    }
  }
  throw new ApiFailure('unsupported', 'the listing ended before it was complete');
}

/** The same in pages. */
export async function listInPages({ client, resource, path, sink, options }: ListRequest): Promise<string> {
  let next = '';
  for (;;) {
    const query = resourceQuery(resource, { limit: PAGE, ...(next === '' ? {} : { continue: next }) });
    const page = await client.get(`${path}?${query}`, options);
    const { items, metadata } = Object(page) as { readonly items?: unknown; readonly metadata?: unknown };
    const { resourceVersion, continue: more } = Object(metadata) as Readonly<Record<string, unknown>>;
    // A server writes a list of none as null.
    const objects = items ?? [];
    if (!Array.isArray(objects) || !objects.every(isRawObject) || typeof resourceVersion !== 'string')
      throw new ApiFailure('garbled', 'the answer is no list');
    for (const object of objects) sink.put(object);
    if (typeof more !== 'string' || more === '') return resourceVersion;
    next = more;
  }
}
