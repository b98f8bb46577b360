import { AppError } from '../app-error.ts';

/** Throws AppError `invalid` where paths name stdin twice: who reads it second would find nothing. */
export function stdinOnce(...lists: readonly (readonly string[])[]): void {
  if (lists.flat().filter((path) => path === '-').length < 2) return;
  throw new AppError('invalid', 'stdin can be read only once, and more than one input asks for it', {
    hint: 'name a file for the other: policies, or --traffic',
  });
}
