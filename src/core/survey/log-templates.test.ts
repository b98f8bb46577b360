import { expect, it } from 'vitest';
import type { MeshLogging } from '../model/cluster-view.ts';
import { logTemplates } from './log-templates.ts';

const NOTHING: MeshLogging = {
  accessLogFile: '/dev/stdout',
  accessLogFormat: null,
  accessLogEncoding: 'TEXT',
  providers: [],
  defaultProviders: [],
};
const file = { kind: 'file', service: null, port: null } as const;

it.each<[string, Partial<MeshLogging>, unknown[]]>([
  ['nothing of its own', {}, []],
  ['JSON with Istio’s keys', { accessLogEncoding: 'JSON' }, []],
  [
    'a text',
    { accessLogFormat: '%START_TIME%\n' },
    [{ name: 'meshConfig.accessLogFormat', template: { kind: 'text', text: '%START_TIME%\n' } }],
  ],
  [
    'keys',
    { accessLogFormat: '{"t":"%START_TIME%"}', accessLogEncoding: 'JSON' },
    [{ name: 'meshConfig.accessLogFormat', template: { kind: 'json', fields: { t: '%START_TIME%' } } }],
  ],
  ['JSON that is none', { accessLogFormat: '%START_TIME%', accessLogEncoding: 'JSON' }, []],
  ['JSON that is no object', { accessLogFormat: '["%START_TIME%"]', accessLogEncoding: 'JSON' }, []],
  ['a provider that writes as Istio does', { providers: [{ name: 'file', ...file, format: null }] }, []],
  [
    'a provider with a format, besides the mesh’s',
    { accessLogFormat: 'a', providers: [{ name: 'file', ...file, format: { kind: 'text', text: 'b' } }] },
    [
      { name: 'meshConfig.accessLogFormat', template: { kind: 'text', text: 'a' } },
      { name: 'extensionProviders[file]', template: { kind: 'text', text: 'b' } },
    ],
  ],
])('%s', (_, logging, templates) => {
  expect(logTemplates({ ...NOTHING, ...logging })).toEqual(templates);
});
