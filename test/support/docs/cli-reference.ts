import type { Command, Option } from 'commander';
import { createProgram } from '../../../src/cli/program.ts';
import { SETTINGS } from '../../../src/config/settings.ts';
import { exitRows } from './exit-rows.ts';

/** docs/cli.md, from the commands themselves. */
export function cliReference(): string {
  const program = createProgram(new AbortController().signal);
  return `${[
    '# Commands',
    '',
    '<!-- Made by `npm run docs` from src/cli: change it there. -->',
    '',
    program.description(),
    '',
    'stdout is data, stderr is progress. `--help` works on every command, `--version` prints the version.',
    'In a checkout `npx leastpath …` runs it.',
    '',
    '| exit | |',
    '|---|---|',
    ...exitRows().map(({ code, meaning }) => `| ${code} | ${meaning} |`),
    ...commandsOf(program).flatMap((command) => ['', ...section(command)]),
    '',
    ...settingFlags(),
  ].join('\n')}\n`;
}

/** Every command that does something, in the order of the help. */
export function commandsOf(command: Command): Command[] {
  return command.commands.flatMap((one) => (one.commands.length > 0 ? commandsOf(one) : [one]));
}

export function nameOf(command: Command): string {
  const names: string[] = [];
  for (let one: Command | null = command; one; one = one.parent) names.unshift(one.name());
  return names.join(' ');
}

function section(command: Command): string[] {
  const args = command.registeredArguments.map((arg) =>
    arg.required ? ` <${arg.name()}>` : ` [${arg.name()}...]`,
  );
  const own = command.options.filter((option) => !isSetting(option));
  const hasSettings = own.length < command.options.length;
  return [
    `## ${nameOf(command)}${args.join('')}`,
    '',
    sentence(command.description()),
    ...table(own),
    ...(hasSettings ? ['', 'Takes [every setting as a flag](#settings-as-flags).'] : []),
    ...notes(command),
  ];
}

function table(options: readonly Option[]): string[] {
  if (options.length === 0) return [];
  return [
    '',
    '| option | |',
    '|---|---|',
    ...options.map((option) => `| \`${option.flags}\` | ${meaning(option)} |`),
  ];
}

/** Defaults that the words already name aren't said again. */
function meaning({ description, defaultValue }: Option): string {
  const isNone = defaultValue === undefined || defaultValue === false || String(defaultValue) === '';
  return escaped(isNone ? description : `${description} (default: ${String(defaultValue)})`);
}

function settingFlags(): string[] {
  return [
    '## Settings as flags',
    '',
    'A flag wins over the variable and the file. [config.md](config.md) says what each setting means and its default.',
    '',
    '| flag | setting |',
    '|---|---|',
    ...SETTINGS.map(({ flag, key }) => `| \`${flag} <value>\` | \`${key}\` |`),
  ];
}

function isSetting({ long }: Option): boolean {
  return SETTINGS.some(({ flag }) => flag === long);
}

/** What the help says after the options, examples above all. */
function notes(command: Command): string[] {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  const after = help.slice(command.helpInformation().length).trim();
  if (after === '') return [];
  const [lead = '', examples] = after.split(/^Examples?:\n/m);
  const code =
    examples
      ?.trimEnd()
      .split('\n')
      .map((line) => line.replace(/^ {2}/, '')) ?? [];
  return [
    ...(lead.trim() === '' ? [] : ['', lead.trim()]),
    ...(code.length === 0 ? [] : ['', '```', ...code, '```']),
  ];
}

function sentence(text: string): string {
  return escaped(`${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('?') ? '' : '.'}`);
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
