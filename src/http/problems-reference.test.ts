import { expect, it } from 'vitest';
import { problemsReference } from './problems-reference.ts';

it('is what docs/errors.md says (vitest -u writes it)', async () => {
  await expect(problemsReference()).toMatchFileSnapshot('../../docs/errors.md');
});
