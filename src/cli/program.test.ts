import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { runProgram } from '../../test/support/app-under-test.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { createProgram } from './program.ts';

/** In this process: what is refused is refused before anything is done. */
function refusal(...args: readonly string[]): Promise<unknown> {
  const program = createProgram(AbortSignal.abort());
  const commands = [program, ...program.commands.flatMap((command) => [command, ...command.commands])];
  // What commander itself says of wrong usage.
  for (const command of commands) command.configureOutput({ writeErr: () => undefined });
  return program.parseAsync(['node', 'leastpath', ...args]).then(
    () => 'no refusal',
    (error: unknown) => error,
  );
}

describe('wrong usage', () => {
  it.each([
    [['setup', '--mode', 'als,otlp'], 'otlp', 'use als or logs'],
    [['setup', '--port', '0'], '"0"', 'from 1 to 65535'],
    [['setup', '--port', '19001.5'], '"19001.5"', 'from 1 to 65535'],
    [['recommend', '--detail', 'path'], '--detail has no value "path"', 'callers, methods, paths'],
    [['recommend', '--output', 'table'], '--output has no value "table"', 'yaml, json'],
    [['recommend', '--format', 'otlp'], '--format has no value "otlp"', 'istio-text'],
    [['recommend', '--labels', 'app=cart'], '--labels needs --workload', 'ns/name'],
    [['recommend', '--workload', 'cart'], '--workload cart is no workload', 'namespace/name'],
    [['recommend', '--workload', 'a/b/c'], '--workload a/b/c is no workload', 'namespace/name'],
    [['recommend', '--workload', 'a/b', '--labels', 'app'], '--labels app is no label', 'k=v'],
    [['recommend', '--workload', 'a/b', '--labels', 'app=x,=y'], '--labels =y is no label', 'k=v'],
  ])('%j is refused: %s', async (args, message, hint) => {
    expect(await refusal(...args)).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  it.each([
    [['nonsense'], 'commander.unknownCommand'],
    [['recommend', '--nonsense'], 'commander.unknownOption'],
    [['config', 'print', '--nonsense'], 'commander.unknownOption'],
    [['demo', 'now'], 'commander.excessArguments'],
    [['setup', '--mode'], 'commander.optionMissingArgument'],
  ])('%j is none of the commands’', async (args, code) => {
    expect(await refusal(...args)).toMatchObject({ code });
  });

  it('ends with 2, and a hint where help is', async () => {
    const { code, stdout, stderr } = await runProgram(['recommend', '--nonsense']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--help');
  });
});

it('prints both set-ups, each as YAML, on stdout alone', async () => {
  const { code, stdout, stderr } = await runProgram([
    'setup',
    '--mode',
    'als, logs',
    '--namespace',
    'shop',
    'pay',
  ]);
  const kinds = parseAllDocuments(stdout).map((document) => {
    const { kind, metadata, meshConfig } = document.toJS() as Record<string, Record<string, string>>;
    return kind === undefined ? Object.keys(meshConfig ?? {})[0] : `${kind} ${metadata?.namespace}`;
  });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(kinds).toEqual(['extensionProviders', 'Telemetry shop', 'Telemetry pay', 'accessLogFile']);
});

describe('config', () => {
  it('prints the settings in force, with the origin of each', async () => {
    const { code, stdout } = await runProgram([
      'config',
      'print',
      '--als-listen',
      '127.0.0.1:7',
      '--learn-risk',
      '0.2',
    ]);

    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({
      als: { listen: '127.0.0.1:7' },
      learn: { risk: expect.anything() },
    });
    expect(stdout).toMatch(/listen: 127\.0\.0\.1:7 +# flag --als-listen/);
    expect(stdout).toMatch(/horizon: 7d +# default/);
  });

  it('says whether the settings are valid', async () => {
    const good = await runProgram(['config', 'validate']);
    const bad = await runProgram(['config', 'validate', '--learn-risk', '2']);

    expect(good).toEqual({ code: 0, stdout: '', stderr: 'the settings are valid\n' });
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/^leastpath: learn\.risk: 2 \(flag --learn-risk\)/);
    expect(bad.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

it('ends quietly when who reads has gone', async () => {
  const main = join(import.meta.dirname, '../main.ts');
  const child = spawn(process.execPath, [main, 'config', 'print'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const said: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
  const [code] = await once(child, 'close');

  expect({ code, stderr: Buffer.concat(said).toString() }).toEqual({ code: 0, stderr: '' });
});

it('migrates a database, once', async () => {
  await using folder = await temporaryFolder();
  const args = ['migrate', '--store', `sqlite:${join(folder.path, 'new.db')}`];
  const [first, second] = [await runProgram(args), await runProgram(args)];

  expect(first).toMatchObject({ code: 0, stdout: '' });
  expect(first.stderr).toMatch(/^applied: 0001/);
  expect(second).toEqual({ code: 0, stdout: '', stderr: 'the schema is the newest\n' });
});
