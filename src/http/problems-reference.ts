import { PROBLEM_CODES } from './dto.ts';
import { STATUS } from './problems.ts';

/** docs/errors.md, from the codes. */
export function problemsReference(): string {
  const rows = PROBLEM_CODES.map((code) => `| \`${code}\` | ${STATUS[code].join(' | ')} |`);
  return `${[
    '# Errors of the API',
    '',
    '<!-- Made from src/http/problems.ts: change it there. -->',
    '',
    'An error is `application/problem+json` with `type`, `title`, `status`, `code` and `detail`, and where it',
    'helps `hint` (what to do), `parameter` (what is at fault), `state` and `gates` (those that fail). Scripts',
    'may rely on `code`; sentences may change.',
    '',
    '| code | status | |',
    '|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}
