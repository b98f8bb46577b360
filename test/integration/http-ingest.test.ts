import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { AppError } from '../../src/app-error.ts';
import { httpWorld } from '../support/http-world.ts';

const LINES = 'one\ntwo\nthree\n';

async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  query = '',
) {
  const response = await fetch(`${url}/api/v1/ingest/logs${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain', ...headers },
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const zipped = new Uint8Array(gzipSync(LINES));

it.each([
  ['plain', LINES, {}],
  ['with a charset', LINES, { 'content-type': 'text/plain; charset=utf-8' }],
  ['as JSON lines', LINES, { 'content-type': 'application/x-ndjson' }],
  ["as curl's --data-binary says", LINES, { 'content-type': 'application/x-www-form-urlencoded' }],
  ['zipped', zipped, { 'content-encoding': 'gzip' }],
  ['as a zipped file', zipped, { 'content-type': 'application/gzip' }],
  [
    'as two zipped files',
    new Uint8Array([...gzipSync('one\n'), ...gzipSync('two\nthree\n')]),
    { 'content-encoding': 'gzip' },
  ],
])('takes lines %s', async (_how, body, headers) => {
  await using world = await httpWorld();

  const answer = await post(world.url, body, headers);

  expect(answer).toMatchObject({ status: 200, body: { received: 3, evidence: 3, kept: 0, dropped: {} } });
  expect(world.taken).toEqual([{ text: LINES, format: 'auto', batch: null }]);
});

it('hands on the format and the key of the batch', async () => {
  await using world = await httpWorld();

  await post(world.url, LINES, { 'idempotency-key': 'batch-7' }, '?format=istio-json');

  expect(world.taken).toMatchObject([{ format: 'istio-json', batch: 'batch-7' }]);
});

it.each([
  ['a form', LINES, { 'content-type': 'multipart/form-data; boundary=x' }, 415, 'unsupported-media-type'],
  ['brotli', LINES, { 'content-encoding': 'br' }, 415, 'unsupported-media-type'],
  ['too much', 'x'.repeat(2000), {}, 413, 'too-large'],
  [
    'too much in a small archive',
    new Uint8Array(gzipSync('x'.repeat(100_000))),
    { 'content-encoding': 'gzip' },
    413,
    'too-large',
  ],
  ['no archive', LINES, { 'content-encoding': 'gzip' }, 422, 'unreadable'],
  ['half an archive', zipped.slice(0, 15), { 'content-encoding': 'gzip' }, 422, 'unreadable'],
  ['a key that is none', LINES, { 'idempotency-key': 'a b' }, 400, 'invalid'],
  ['a web page', LINES, { origin: 'https://evil.example' }, 403, 'forbidden'],
])('refuses %s', async (_what, body, headers, status, code) => {
  await using world = await httpWorld({ maxBodyBytes: 1000 });

  expect(await post(world.url, body, headers)).toMatchObject({ status, body: { code } });
  expect(world.taken).toEqual([]);
  expect(world.rejected).toEqual([code]);
});

it('says when to come back while it can not store', async () => {
  const ingest = () =>
    Promise.reject(new AppError('unavailable', 'the store does not answer', { hint: 'free the disk' }));
  await using world = await httpWorld({ intake: { ingest } });

  const answer = await post(world.url, LINES);

  expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable', hint: 'free the disk' } });
  expect(answer.headers.get('retry-after')).toBe('5');
});

it('answers a large body that the intake gave up in the middle of', async () => {
  const ingest = async (body: AsyncIterable<Uint8Array>) => {
    for await (const chunk of body) throw new AppError('invalid', `unknown format after ${chunk.length > 0}`);
    throw new Error('was empty');
  };
  await using world = await httpWorld({ intake: { ingest } });

  expect(await post(world.url, 'x'.repeat(5_000_000))).toMatchObject({ status: 400 });
});

it('hands on the first lines before the last ones were sent', async () => {
  let first: (text: string) => void = () => undefined;
  const seen = new Promise<string>((resolve) => {
    first = resolve;
  });
  const ingest = async (body: AsyncIterable<Uint8Array>) => {
    let received = 0;
    for await (const chunk of body) {
      first(Buffer.from(chunk).toString());
      received += chunk.length;
    }
    return { received, evidence: 0, kept: received, dropped: {} };
  };
  await using world = await httpWorld({ intake: { ingest } });
  const upload = request(`${world.url}/api/v1/ingest/logs`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
  });
  const answered = new Promise<number>((resolve, reject) => {
    upload.on('response', (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject);
  });

  upload.write('early\n');
  expect(await seen).toBe('early\n');
  upload.end('late\n');

  expect(await answered).toBe(200);
});
