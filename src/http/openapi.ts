import { z } from 'zod';
import * as dto from './dto.ts';
import { OPERATIONS, type Operation } from './operations.ts';

type Json = Record<string, unknown>;

const ref = (id: string): Json => ({ $ref: `#/components/schemas/${id}` });
const json = (schema: Json): Json => ({ 'application/json': { schema } });

/** OpenAPI 3.1, from the schemas that check queries and type answers. */
export function openapiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [operationId, operation] of Object.entries<Operation>(OPERATIONS)) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: pathItem(operationId, operation),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'leastpath',
      version: 'v1',
      description:
        'Times are RFC 3339, UTC. Lists are {items, nextCursor}; errors are problem details with ' +
        'a stable code. While time is scaled every answer has the header leastpath-scaled-time.',
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: componentSchemas() },
  };
}

function pathItem(operationId: string, operation: Operation): Json {
  const { answer } = operation;
  const content =
    typeof answer === 'string' ? { [answer]: { schema: bare(answer) } } : json(schemaOf(answer));
  const problem = { 'application/problem+json': { schema: ref('Problem') } };
  const problems = operation.problems.map((status) => [
    String(status),
    { description: TITLES[status], content: problem },
  ]);
  const readyz = operationId === 'getReadiness' ? [['503', { description: 'Not ready', content }]] : [];
  const parameters = [
    ...pathParameters(operation.path),
    ...queryParameters(operation.query),
    ...headers(operationId),
  ];
  return {
    operationId,
    summary: operation.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(operation.method === 'post' && {
      requestBody: { required: true, content: bodyContent(operation) },
    }),
    responses: { 200: { description: 'OK', content }, ...Object.fromEntries([...readyz, ...problems]) },
  };
}

function bodyContent({ body = ['text/plain'] }: Operation): Json {
  const schemas: Json = { 'application/json': ref('PolicyBody') };
  return Object.fromEntries(body.map((media) => [media, { schema: schemas[media] ?? { type: 'string' } }]));
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'A parameter makes no sense',
  403: 'Not allowed',
  404: 'No such workload',
  409: 'Not stable, or withheld',
  413: 'The body is too large',
  415: 'Not a kind of body that this takes',
  422: "The body can't be read",
  503: 'Not now; see retry-after',
};

function bare(mediaType: string): Json {
  return mediaType === 'application/json' ? { type: 'object' } : { type: 'string' };
}

function schemaOf(schema: z.ZodType): Json {
  return ref(dto.schemas.get(schema)!.id);
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => {
    return { name, in: 'path', required: true, schema: { type: 'string' } };
  });
}

function queryParameters(query: z.ZodObject): Json[] {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

function headers(operationId: string): Json[] {
  const name = { getPolicy: 'if-none-match', getPolicies: 'if-none-match', ingestLogs: 'idempotency-key' }[
    operationId
  ];
  return name === undefined ? [] : [{ name, in: 'header', required: false, schema: { type: 'string' } }];
}

function componentSchemas(): Json {
  const made = z.toJSONSchema(dto.schemas, {
    uri: (id) => `#/components/schemas/${id}`,
    // Closed in tests, open in the contract: a client must not break at a field that is new.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  const entries = Object.entries(made.schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]);
  return Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}
