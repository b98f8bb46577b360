import type { Request } from 'express';
import { type GivenDocument, type PolicySet, policySetOf } from '../core/review/policy-set.ts';
import { policyNotes, reviewNotes } from '../core/review/review-notes.ts';
import type { MeshReader } from '../ports.ts';
import { type BodyKind, bodyOf, mediaOf } from './body.ts';
import type { Problem } from './dto.ts';
import { answer, type Handlers } from './handler.ts';
import { ProblemError } from './problems.ts';
import { PolicyBody, type Simulation } from './simulate-dto.ts';
import { reviewView } from './simulate-views.ts';

export interface SimulateDeps {
  readonly reader: Pick<MeshReader, 'simulate'>;
  /** The documents of a YAML stream; what can't be read is among them with its error. */
  readonly policyDocuments: (yaml: string) => Promise<readonly GivenDocument[]>;
  /** Largest body, unzipped. */
  readonly maxBytes: number;
}

const POLICIES: BodyKind = {
  media: /^(application\/(yaml|x-yaml|json|gzip)|text\/(yaml|x-yaml))$/,
  what: 'policies',
  hint: 'send a YAML stream as application/yaml, or {"policies": […]} as application/json',
};

export function simulateHandlers({ reader, policyDocuments, maxBytes }: SimulateDeps) {
  return {
    async simulatePolicies(req, res, query) {
      const given = await givenBy(req, maxBytes).catch((error: unknown) => {
        // What is left of the body is read away, or the answer would be lost with the connection.
        res.setHeader('connection', 'close');
        req.resume();
        throw error;
      });
      const { isJson } = given;
      const set = policySetOf(await policyDocuments(given.yaml), given.namespace ?? query.namespace);
      refuseFaults(set, isJson);
      const { review, sourceRows } = await reader.simulate(set.policies);
      answer<Simulation>(res, {
        ...reviewView(review),
        policies: set.policies.length,
        notes: [...policyNotes(set), ...reviewNotes(review, { sourceRows, noCall: 0 })],
      });
    },
  } satisfies Partial<Handlers>;
}

interface Given {
  readonly yaml: string;
  readonly namespace: string | null;
  readonly isJson: boolean;
}

async function givenBy(req: Request, maxBytes: number): Promise<Given> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyOf(req, maxBytes, POLICIES)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const isJson = mediaOf(req) === 'application/json';
  if (!isJson) return { yaml: text, namespace: null, isJson };
  const { policies, namespace = null } = policyBody(text);
  // JSON is YAML: one document a policy.
  return { yaml: policies.map((policy) => JSON.stringify(policy)).join('\n---\n'), namespace, isJson };
}

function policyBody(text: string): { policies: object[]; namespace?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProblemError('unreadable', `the body is no JSON: ${(error as Error).message}`);
  }
  const parsed = PolicyBody.safeParse(value);
  if (parsed.success) return parsed.data as { policies: object[]; namespace?: string };
  const [issue] = parsed.error.issues;
  throw new ProblemError('invalid', `the body: ${issue?.path.join('.')}: ${issue?.message}`, {
    hint: 'send {"policies": […], "namespace": "…"}',
  });
}

/** Half of what was sent would be another answer than the one asked for. */
function refuseFaults({ unreadable, rejected, policies }: PolicySet, isJson: boolean): void {
  const at = (line: number) => (isJson ? null : line);
  const [broken] = unreadable;
  if (broken) {
    const documents: Problem['documents'] = unreadable.map(({ document, line, id, message }) => {
      return { document, line: at(line), policy: null, errors: [{ id, message, path: '' }] };
    });
    const where = `document ${broken.document}${isJson ? '' : `, line ${broken.line}`}`;
    throw new ProblemError('unreadable', `${where}: ${broken.message}`, { hint: broken.hint, documents });
  }
  const [refused] = rejected;
  if (refused) {
    const documents: Problem['documents'] = rejected.map(({ document, line, policy, errors }) => {
      const plain = errors.map(({ id, message, path }) => ({ id, message, path }));
      return { document, line: at(line), policy, errors: plain };
    });
    const [error] = refused.errors;
    const where = `document ${refused.document}${isJson ? '' : `, line ${refused.line}`}`;
    const what = `Istio would refuse ${refused.policy}: ${error?.path}: ${error?.message}`;
    throw new ProblemError('invalid', `${where}: ${what}`, { documents });
  }
  if (policies.length === 0) {
    throw new ProblemError('invalid', 'there is no AuthorizationPolicy in the body', { hint: POLICIES.hint });
  }
}
