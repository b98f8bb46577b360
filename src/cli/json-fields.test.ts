import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { AppError } from '../app-error.ts';
import { readJsonFields } from './json-fields.ts';

async function read(text: string): Promise<unknown> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'fields');
  await writeFile(file, text);
  try {
    return await readJsonFields(file);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('invalid');
    return error.message.replace(folder.path, '');
  }
}

describe('a file of JSON fields', () => {
  it.each<[string, string, unknown]>([
    [
      'JSON',
      '{"t": "%START_TIME%", "v": 1, "on": true, "no": null}\n',
      { t: '%START_TIME%', v: 1, on: true, no: null },
    ],
    ['JSON with tabs', '{\n\t"t":\t"%START_TIME%"\n}', { t: '%START_TIME%' }],
    ['JSON after a byte order mark', '\uFEFF{"t":"x"}', { t: 'x' }],
    ['JSON with comments', '# mine\n{"t": "%START_TIME%", # when\n}', { t: '%START_TIME%' }],
    [
      'YAML',
      't: "%START_TIME%"\nhttp:\n  code: \'%RESPONSE_CODE%\'\n',
      { t: '%START_TIME%', http: { code: '%RESPONSE_CODE%' } },
    ],
    ['YAML with lists', 'all:\n- "%PROTOCOL%"\n- {a: [1]}\n', { all: ['%PROTOCOL%', { a: [1] }] }],
    ['YAML with numbers as keys', '1: x\n', { 1: 'x' }],
    ['YAML with what is used twice', 'a: &a ["x"]\nb: *a\n', { a: ['x'], b: ['x'] }],
  ])('%s', async (_, text, fields) => {
    expect(await read(text)).toEqual(fields);
  });

  it.each(['{"__proto__": {"constructor": "%START_TIME%"}}', '__proto__: {constructor: "%START_TIME%"}'])(
    'may use any key: %s',
    async (text) => {
      const fields = (await read(text)) as object;
      expect(JSON.stringify(fields)).toBe('{"__proto__":{"constructor":"%START_TIME%"}}');
      expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    },
  );

  it.each([
    ['an empty one', '', '/fields: it is empty'],
    ['one without keys', '{}', '/fields: it has no keys'],
    ['a text', 'at [%START_TIME%] %RESPONSE_CODE%', '/fields: it is no map of keys'],
    ['a list', '["%START_TIME%"]', '/fields: it is no map of keys'],
    ['formats without quotes', 'a: x\ntime: %START_TIME%\n', '/fields:2:7: Plain value cannot start'],
    ['a key twice', 'a: x\nb: y\na: z\n', '/fields:3:1: Map keys must be unique'],
    ['an open list', 'a: [', '/fields:1:'],
    ['an unknown alias', 'a: *b', 'Unresolved alias'],
    ['itself', 'a: &a {b: *a}', '/fields: a.b.b… nests too deep'],
    ['bytes', 'x:\n- y: !!binary aGk=', '/fields: x.0.y is neither a text nor a map'],
  ])('refuses %s', async (_, text, message) => {
    expect(await read(text)).toContain(message);
  });

  it('names a file that is not there', async () => {
    await expect(readJsonFields('/nowhere/fields.json')).rejects.toThrow(
      "--json-fields /nowhere/fields.json can't be read: there is no such file",
    );
  });
});
