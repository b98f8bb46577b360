import { SETTINGS } from './settings.ts';

function shown(fallback: unknown): string {
  if (Array.isArray(fallback) && fallback.length === 0) return '–';
  return `\`${String(fallback)}\``;
}

/** docs/config.md, from the schema. */
export function configReference(): string {
  const rows = SETTINGS.map(
    ({ key, fallback, meaning }) => `| \`${key}\` | ${shown(fallback)} | ${meaning} |`,
  );
  return `${[
    '# Settings',
    '',
    '<!-- Made from src/config/schema.ts: change it there. -->',
    '',
    '`leastpath serve` reads a YAML file (`--config FILE`), then variables, then flags; the later one wins.',
    'A key like `learn.timeUnit` is nested in the file (`learn:` with `timeUnit:` below it) or written in one',
    'word with its dots; it is the variable `LEASTPATH_LEARN_TIME_UNIT` and the flag `--learn-time-unit`.',
    "`leastpath config print` shows the outcome with each value's origin, `leastpath config validate` checks it.",
    '',
    'Nothing is guessed: an unknown key or variable is an error that names the nearest right one, and so is',
    'a value that makes no sense. Variables that Kubernetes makes from Services named `leastpath…` are passed',
    'over.',
    '',
    'Durations are a number and a unit: `250ms`, `10s`, `5m`, `2h`, `7d`, `2w`.',
    '',
    '| key | default | |',
    '|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}
