import type { Request } from 'express';
import type { LogIntake } from '../ports.ts';
import { bodyOf } from './body.ts';
import type { IngestAnswer } from './dto.ts';
import { answer, type Handlers } from './handler.ts';
import { ProblemError, problemOf } from './problems.ts';

export interface IngestDeps {
  readonly intake: LogIntake;
  /** Largest body, unzipped. */
  readonly maxBytes: number;
  readonly events: { ingestRejected(code: string): void };
}

export function ingestHandlers({ intake, maxBytes, events }: IngestDeps) {
  return {
    async ingestLogs(req, res, { format }) {
      try {
        refuseBrowsers(req);
        const { dropped, ...counts } = await intake.ingest(bodyOf(req, maxBytes), format, batchOf(req));
        answer<IngestAnswer>(res, { ...counts, dropped: { ...dropped } });
      } catch (error) {
        events.ingestRejected(problemOf(error).code);
        // What is left of the body is read away, or the answer would be lost with the connection.
        res.setHeader('connection', 'close');
        req.resume();
        throw error;
      }
    },
  } satisfies Partial<Handlers>;
}

/**
 * Log lines teach policy, and any page that a browser on this machine shows could post some to a loopback
 * address: text needs no preflight. Browsers always name the page's origin on a POST; programs don't.
 */
function refuseBrowsers(req: Request): void {
  if (req.headers.origin === undefined) return;
  throw new ProblemError('forbidden', 'lines are not taken from web pages', { parameter: 'origin' });
}

function batchOf(req: Request): string | null {
  const key = req.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new ProblemError('invalid', 'the header idempotency-key must be 1 to 255 visible characters', {
    parameter: 'idempotency-key',
  });
}
