// The service under measurement: the whole application on an empty database, as it runs with its defaults. A
// process of its own, started by main.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { answerParent } from './sink.ts';

const folder = mkdtempSync(join(tmpdir(), 'leastpath-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const { config } = loadConfig({
  env: {},
  flags: {
    'als.listen': '127.0.0.1:0',
    'http.listen': '127.0.0.1:0',
    store: `sqlite:${join(folder, 'bench.db')}`,
    kubernetes: 'off',
    'log.level': 'error',
  },
});
const app = await createApp(config);
answerParent(app.alsAddress, () =>
  app.reader
    .counters()
    .filter(({ source, disposition }) => source === 'als' && disposition.kind === 'evidence')
    .reduce((sum, { count }) => sum + count, 0),
);
