import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAlsSender } from '../../src/ingest/als/als-replay.ts';
import { join as bytes, httpEntry, httpLogs, identifier } from '../support/als-wire.ts';
import { startApp } from '../support/app-under-test.ts';
import { promtool } from '../support/monitoring/promtool.ts';
import { ALERTS_FOLDER, alertRules, ruleTestFiles } from '../support/monitoring/rules-file.ts';
import { steadyMeshTest } from '../support/monitoring/steady-mesh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const RULES = join(ALERTS_FOLDER, 'leastpath.rules.yaml');

/** What a scrape of the real service gets, before and after it has seen calls. */
let fresh: string;
let idle: string;

beforeAll(async () => {
  await using app = await startApp();
  const scrape = async () => (await fetch(`http://${app.httpAddress}/metrics`)).text();
  await app.flush();
  fresh = await scrape();
  using sender = createAlsSender(app.alsAddress);
  const stream = sender.open();
  await stream.send(bytes(identifier(), httpLogs(httpEntry({ path: '/cart' }), httpEntry({ code: 500 }))));
  await stream.end();
  await app.flush();
  idle = await scrape();
});

describe('what /metrics says', () => {
  it('has no word that promtool objects to', async () => {
    const { said } = await promtool(['check', 'metrics'], idle);
    const ours = said.split('\n').filter((line) => line.startsWith('leastpath_'));

    expect(idle).toMatch(/^leastpath_edges\{.*\} 1$/m);
    expect(ours).toEqual([]);
  });

  it('would be objected to with a counter that has no _total', async () => {
    const wrong = '# HELP leastpath_calls Calls\n# TYPE leastpath_calls counter\nleastpath_calls 1\n';

    expect((await promtool(['check', 'metrics'], wrong)).said).toMatch(/^leastpath_calls counter/m);
  });
});

describe('the alert rules', () => {
  it('are rules', async () => {
    const { code, said } = await promtool(['check', 'rules', RULES]);

    expect(said).toContain(`SUCCESS: ${alertRules().length} rules found`);
    expect(code).toBe(0);
  });

  it('fire, and stay silent, as their tests say', async () => {
    const { code, said } = await promtool(['test', 'rules', ...ruleTestFiles()]);

    expect(said).toContain('SUCCESS');
    expect(code).toBe(0);
  });

  it('are refused with a bad expression', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'bad.yaml');
    await writeFile(file, 'groups: [{ name: bad, rules: [{ alert: Bad, expr: "sum(rate(x[5m])" }] }]');

    const { code, said } = await promtool(['check', 'rules', file]);

    expect(code).not.toBe(0);
    expect(said).toMatch(/could not parse expression/);
  });
});

describe.each([
  { mesh: 'a fresh mesh', metrics: () => fresh },
  { mesh: 'a mesh that is idle', metrics: () => idle },
])('in $mesh', ({ metrics }) => {
  it('no alert fires, for two days', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'steady.yaml');
    await writeFile(file, steadyMeshTest(RULES, metrics(), [0, 1, 3, 25, 48]));

    expect(await promtool(['test', 'rules', file])).toMatchObject({
      code: 0,
      said: expect.stringContaining('SUCCESS'),
    });
  });
});

it('an alert that fires in a steady mesh would be seen', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'steady.yaml');
  const down = `${idle}\nleastpath_kubernetes_watch_up{resource="pods"} 0\n`;
  await writeFile(file, steadyMeshTest(RULES, down, [1]));

  const { code, said } = await promtool(['test', 'rules', file]);

  expect(code).not.toBe(0);
  expect(said).toContain('LeastpathWatchDown');
});
