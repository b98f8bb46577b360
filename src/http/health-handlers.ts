import type { Alive, ReadinessParts } from './dto.ts';
import { answer, type Handlers } from './handler.ts';
import { openapiDocument } from './openapi.ts';

export interface HealthDeps {
  readonly readiness: () => ReadinessParts;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly body: string }>;
}

/** /healthz says that the process answers, /readyz whether every part does its work. */
export function healthHandlers(deps: HealthDeps) {
  const openapi = openapiDocument();
  return {
    getOpenapi(_req, res) {
      res.json(openapi);
    },
    getHealth(_req, res) {
      answer<Alive>(res, { status: 'ok' });
    },
    getReadiness(_req, res) {
      const { ready, parts } = deps.readiness();
      res.status(ready ? 200 : 503);
      answer<ReadinessParts>(res, { ready, parts });
    },
    async getMetrics(_req, res) {
      const { contentType, body } = await deps.metrics();
      res.setHeader('content-type', contentType);
      res.send(body);
    },
  } satisfies Partial<Handlers>;
}
