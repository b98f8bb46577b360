import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { WatchStatus } from '../cluster-port.ts';
import { DAY } from '../core/model/scaled-time.ts';
import type { LogIntake, MeshReader } from '../ports.ts';
import type { Handlers } from './handler.ts';
import { type HealthDeps, healthHandlers } from './health-handlers.ts';
import { ingestHandlers } from './ingest-handlers.ts';
import type { MeshFacts } from './mesh-view.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { servePage } from './page-files.ts';
import { policyHandlers } from './policy-handlers.ts';
import { problem, problemOf, sendProblem } from './problems.ts';
import { parseQuery } from './query.ts';
import { type SimulateDeps, simulateHandlers } from './simulate-handlers.ts';
import { workloadHandlers } from './workload-handlers.ts';

export interface HttpAppOptions extends HealthDeps {
  readonly reader: MeshReader;
  readonly intake: LogIntake;
  /** How the cluster is known; none without one. */
  readonly watches: () => readonly WatchStatus[];
  /** `timeUnit`: ms, the length of a day of learning. */
  readonly mesh: MeshFacts & { readonly timeUnit: number };
  readonly policyDocuments: SimulateDeps['policyDocuments'];
  /** Largest pushed body in bytes, unzipped; of policies to simulate `maxPolicyBytes`. */
  readonly maxBodyBytes?: number;
  readonly maxPolicyBytes?: number;
  readonly events: {
    /** A fault of this program, answered 500. */
    requestFailed(error: unknown, route: string): void;
    /** A pushed body was refused with this problem code. */
    ingestRejected(code: string): void;
  };
}

/** The whole of HTTP as a value: nothing listens yet. */
export function createHttpApp(options: HttpAppOptions): Express {
  const { reader, mesh, events } = options;
  const timeUnit = unitText(mesh.timeUnit);
  const scaled = { scaledTime: mesh.timeUnit !== DAY, timeUnit };
  const handlers: Handlers = {
    ...healthHandlers(options),
    ...workloadHandlers({
      reader,
      facts: mesh,
      scaled,
      readiness: options.readiness,
      watches: options.watches,
    }),
    ...policyHandlers(reader),
    ...simulateHandlers({
      reader,
      policyDocuments: options.policyDocuments,
      maxBytes: options.maxPolicyBytes ?? 2 ** 24,
    }),
    ...ingestHandlers({ intake: options.intake, maxBytes: options.maxBodyBytes ?? 2 ** 28, events }),
  };
  const app = express();
  app.disable('x-powered-by');
  app.set('case sensitive routing', true);
  app.use(headers(scaled.scaledTime ? timeUnit : null));
  servePage(app);
  mount(app, handlers);
  app.use((req, res) => sendProblem(res, problem('not-found', `there is no ${req.path}`)));
  const failed: ErrorRequestHandler = (error, req, res, next) => {
    const answer = problemOf(error);
    if (answer.code === 'internal') events.requestFailed(error, `${req.method} ${req.path}`);
    if (res.headersSent) next(error);
    else sendProblem(res, answer);
  };
  app.use(failed);
  return app;
}

function mount(app: Express, handlers: Handlers): void {
  for (const [id, operation] of Object.entries<Operation>(OPERATIONS)) {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1');
    const handle = handlers[id as keyof Handlers] as Handlers[keyof Handlers] &
      ((...args: never[]) => unknown);
    const handler: RequestHandler = (req, res) =>
      handle(req as never, res as never, parseQuery(operation.query, req.query) as never);
    app[operation.method](path, handler);
    const allowed = operation.method === 'get' ? 'GET, HEAD' : 'POST';
    app.all(path, (req, res) => {
      res.setHeader('allow', allowed);
      sendProblem(res, problem('method-not-allowed', `${req.method} is not allowed here: ${allowed}`));
    });
  }
}

/** The page needs nothing from elsewhere and may be shown nowhere else. */
const CONTENT_SECURITY =
  "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

function headers(scaledUnit: string | null): RequestHandler {
  return (_req, res, next) => {
    res.setHeader('content-security-policy', CONTENT_SECURITY);
    res.setHeader('x-content-type-options', 'nosniff');
    res.setHeader('referrer-policy', 'no-referrer');
    res.setHeader('cache-control', 'no-cache');
    if (scaledUnit !== null) res.setHeader('leastpath-scaled-time', `1d=${scaledUnit}`);
    next();
  };
}

function unitText(ms: number): string {
  if (ms % DAY === 0) return `${ms / DAY}d`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
