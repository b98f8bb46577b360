import { Agent, request } from 'node:https';

export interface KubeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON, or the text where it isn't; of an error a `Status`. */
  // biome-ignore lint/suspicious/noExplicitAny: objects of the API, of any kind
  readonly body: any;
}

export interface RequestOptions {
  /** Instead of the administrator's. */
  readonly token?: string;
  readonly contentType?: string;
  readonly accept?: string;
}

export interface KubeClient {
  /** Any answer is returned; throws only when there is none. A string is sent as it is, all else as JSON. */
  request(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<KubeAnswer>;
  close(): void;
}

/** The API as tests use it: nothing is tried again, and no answer is an exception. */
export function kubeClient(url: string, ca: string, adminToken: string): KubeClient {
  const agent = new Agent({ keepAlive: true, ca, maxSockets: 32 });
  return {
    request: (method, path, body, { token = adminToken, contentType = 'application/json', accept } = {}) =>
      new Promise((done, fail) => {
        const headers = {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': contentType }),
          ...(accept !== undefined && { accept }),
        };
        const sent = request(new URL(path, url), { method, agent, headers }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', fail);
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            done({ status: answer.statusCode ?? 0, headers: answer.headers, body: parsed(text) });
          });
        });
        sent.on('error', fail);
        sent.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
      }),
    close: () => agent.destroy(),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
