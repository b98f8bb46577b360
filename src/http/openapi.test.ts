import { expect, it } from 'vitest';
import { openapiDocument } from './openapi.ts';
import { OPERATIONS } from './operations.ts';

const text = `${JSON.stringify(openapiDocument(), null, 2)}\n`;

it('refers to nothing that is not in it', () => {
  const { components } = openapiDocument() as { components: { schemas: Record<string, unknown> } };
  const refs = [...text.matchAll(/"\$ref": "#\/components\/schemas\/(\w+)"/g)].map(([, id]) => id);

  expect(refs.length).toBeGreaterThan(20);
  for (const id of refs) expect(Object.keys(components.schemas)).toContain(id);
});

it('has every operation and none else', () => {
  const { paths } = openapiDocument() as { paths: Record<string, Record<string, { operationId: string }>> };
  const ids = Object.values(paths).flatMap((path) => Object.values(path).map((item) => item.operationId));

  expect(ids.sort()).toEqual(Object.keys(OPERATIONS).sort());
});
