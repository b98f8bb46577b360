import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { LogTemplate } from '../../core/model/log-template.ts';
import { ownFormats } from './own-format.ts';

const ISTIO = readFileSync(new URL('../../../test/fixtures/logs/istio-text.format', import.meta.url), 'utf8');
const CUSTOM = readFileSync(new URL('../../../test/fixtures/logs/custom.format', import.meta.url), 'utf8');
const text = (format: string): LogTemplate => ({ kind: 'text', text: format });

it('reads what it can of a mesh’s formats, and says of the others why not', () => {
  const { formats, refused } = ownFormats([
    { name: 'a', template: text(CUSTOM) },
    { name: 'b', template: text('%START_TIME%') },
    { name: 'o', template: { kind: 'text', text: CUSTOM, omitsEmpty: true } },
    { name: 'c', template: { kind: 'json', fields: { at: '%START_TIME%' } } },
  ]);
  expect(formats.map(({ kind }) => kind)).toEqual(['envoy-text']);
  expect(refused.map(({ name, why }) => [name, why.slice(0, 12)])).toEqual([
    ['b', 'log format: '],
    ['o', 'log format: '],
    ['c', 'log format: '],
  ]);
});

it('refuses one by whose lines a denied gRPC call looks like any other', () => {
  const template = text(CUSTOM.replace('%GRPC_STATUS_NUMBER%', '-').replace('%RESPONSE_CODE_DETAILS%', '-'));
  expect(ownFormats([{ name: 'a', template }]).refused).toEqual([
    { name: 'a', why: expect.stringContaining('%RESPONSE_CODE_DETAILS%') },
  ]);
});

it.each([ISTIO, ISTIO.trimEnd(), ISTIO.replace('_RAW', '')])(
  'Istio’s own is none of its own: %s',
  (format) => {
    expect(ownFormats([{ name: 'a', template: text(format) }])).toEqual({ formats: [], refused: [] });
  },
);
