import { CLOSED_LISTS, type ClosedList } from './closed-lists.ts';

/** docs/reasons.md, from the closed lists. A word without a sentence shows as a hole that the test reports. */
export function reasonsReference(): string {
  return [
    '# Reasons, gates and states\n',
    '<!-- Made by `npm run docs` from the lists in src and test/support/docs/reason-words.ts. -->\n',
    'Every word that a metric, an answer or a policy may say instead of a number. The lists are closed.\n',
    ...CLOSED_LISTS.map(listSection),
  ].join('\n');
}

/** A list as a table. */
export function listSection({ title, lead, values, words }: ClosedList): string {
  const rows = values.map((value) => `| \`${value}\` | ${words[value] ?? ''} |`);
  return [`## ${title}\n`, `${lead}\n`, '| | |', '|---|---|', ...rows, ''].join('\n');
}
