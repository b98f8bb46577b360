import type { ApiClient, GetOptions } from './api-client.ts';
import { ApiFailure, kindOfStatus } from './api-failure.ts';
import { linesOf } from './lines-of.ts';
import { isRawObject, type RawKubeObject } from './raw-object.ts';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: RawKubeObject;
  /** Its own, which all that came before it is older than. */
  readonly resourceVersion: string;
}

/**
 * The events of a watch request, those of one chunk together, until the server ends it. An `ERROR` event, and a line
 * that is no event, is thrown as ApiFailure, after what came before it.
 */
export async function* watchEvents(
  client: Pick<ApiClient, 'open'>,
  path: string,
  options: GetOptions,
): AsyncGenerator<readonly WatchEvent[]> {
  for await (const lines of linesOf(await opened(client, path, options))) {
    const events: WatchEvent[] = [];
    for (const line of lines) {
      const event = eventOf(line);
      if (event instanceof ApiFailure) {
        if (events.length > 0) yield events;
        throw event;
      }
      events.push(event);
    }
    yield events;
  }
}

async function opened(client: Pick<ApiClient, 'open'>, path: string, options: GetOptions) {
  const body = await client.open(path, options);
  // The answer itself is a sign of life, though nothing may follow for minutes.
  options.heard?.();
  return body;
}

function eventOf(line: string): WatchEvent | ApiFailure {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    return new ApiFailure('garbled', 'a line of the watch is no JSON', null, cause);
  }
  const { type, object } = Object(value) as { readonly type?: unknown; readonly object?: unknown };
  if (type === 'ERROR') return errorOf(object);
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED' && type !== 'BOOKMARK')
    return new ApiFailure('garbled', `the watch told of ${String(type).slice(0, 40)}`);
  const known = type === 'BOOKMARK' ? withName(object) : object;
  const resourceVersion = isRawObject(known) ? known.metadata.resourceVersion : undefined;
  if (!isRawObject(known) || !resourceVersion)
    return new ApiFailure('garbled', 'an object of the watch has no name or no resource version');
  return { type, object: known, resourceVersion };
}

/** A bookmark's object has a resource version only. */
function withName(object: unknown): unknown {
  const { metadata } = Object(object) as { readonly metadata?: object };
  return metadata ? { metadata: { name: '', ...metadata } } : object;
}

function errorOf(object: unknown): ApiFailure {
  const { code, message } = Object(object) as { readonly code?: unknown; readonly message?: unknown };
  const status = typeof code === 'number' ? code : 500;
  return new ApiFailure(kindOfStatus(status), `${status}: ${String(message ?? 'error in the watch')}`);
}
