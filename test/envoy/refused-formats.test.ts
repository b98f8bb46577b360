import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AppError } from '../../src/app-error.ts';
import type { LogTemplate } from '../../src/core/model/log-template.ts';
import { ownFormat } from '../../src/ingest/log/own-format.ts';
import { runRecommend } from '../support/app-under-test.ts';
import { refusalOf } from '../support/envoy/validate-formats.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const CALLER = '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_PEER_URI_SAN%';
const ANSWER = '%RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%';
const REQUEST = '"%REQ(:METHOD)% %REQ(:PATH)%"';
const ALL = `%START_TIME% ${REQUEST} ${ANSWER} ${CALLER}`;

/** Envoy's own default. */
const ENVOY_DEFAULT = [
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE%',
  '%RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%',
  '"%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"',
].join(' ');

const JSON_FIELDS = {
  time: '%START_TIME%',
  method: '%REQ(:METHOD)%',
  path: '%REQ(:PATH)%',
  code: '%RESPONSE_CODE%',
  details: '%RESPONSE_CODE_DETAILS%',
  to: '%DOWNSTREAM_LOCAL_ADDRESS%',
  from: '%DOWNSTREAM_PEER_URI_SAN%',
};

// Name, format, what is said against it.
const TEXTS = [
  ["Envoy's own default", ENVOY_DEFAULT, /DOWNSTREAM_LOCAL_ADDRESS[\s\S]*DOWNSTREAM_PEER_URI_SAN/],
  ['no time', `${REQUEST} ${ANSWER} ${CALLER}`, /START_TIME/],
  ['a time of day', `%START_TIME(%H:%M:%S)% ${REQUEST} ${ANSWER} ${CALLER}`, /START_TIME/],
  ["a time in the proxy's zone", `%START_TIME_LOCAL(%F %T)% ${REQUEST} ${ANSWER} ${CALLER}`, /START_TIME/],
  ['the time of writing', `%EMIT_TIME% ${REQUEST} ${ANSWER} ${CALLER}`, /START_TIME/],
  ['no code', `%START_TIME% ${REQUEST} %RESPONSE_FLAGS% ${CALLER}`, /RESPONSE_CODE/],
  ['a code alone', `%START_TIME% ${REQUEST} %RESPONSE_CODE% ${CALLER}`, /%RESPONSE_CODE_DETAILS%/],
  ['no method', `%START_TIME% "%REQ(:PATH)%" ${ANSWER} ${CALLER}`, /REQ\(:METHOD\)/],
  ['no path', `%START_TIME% "%REQ(:METHOD)%" %QUERY_PARAMS% ${ANSWER} ${CALLER}`, /REQ\(:PATH\)/],
  ['no port', ALL.replace('LOCAL_ADDRESS', 'LOCAL_ADDRESS_WITHOUT_PORT'), /DOWNSTREAM_LOCAL_ADDRESS/],
  ['no caller', ALL.replace('PEER_URI_SAN', 'LOCAL_URI_SAN'), /DOWNSTREAM_PEER_URI_SAN/],
  [
    'bars that its values may hold',
    `%START_TIME%|%REQ(:METHOD)%|%REQ(:PATH)%|${ANSWER} ${CALLER}`,
    /"\|".*REQ\(:METHOD\).*REQ\(:PATH\)/,
  ],
  [
    'semicolons that its values may hold',
    `%START_TIME% ${REQUEST} ${ANSWER} %UPSTREAM_CLUSTER_RAW%;%DOWNSTREAM_PEER_URI_SAN%;%DOWNSTREAM_LOCAL_ADDRESS%`,
    /";".*UPSTREAM_CLUSTER_RAW.*DOWNSTREAM_PEER_URI_SAN/,
  ],
  ['headers side by side', `${ALL} %REQ(USER-AGENT)% %REQ(REFERER)% .`, /USER-AGENT|REFERER/],
  ['headers in a row', `${ALL} "%REQ(USER-AGENT)%%REQ(REFERER)%"`, /USER-AGENT|REFERER/],
  [
    'a header before the path',
    `%START_TIME% %REQ(X)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %REQ(:METHOD)% ${ANSWER} ${CALLER}`,
    /REQ\(X\)/,
  ],
  ['a method cut short', ALL.replace('REQ(:METHOD)', 'REQ(:METHOD):3'), /REQ\(:METHOD\):3/],
] as const;

const OBJECTS = [
  ['no code', { ...JSON_FIELDS, code: 200 }, /RESPONSE_CODE/],
  ['no caller', { ...JSON_FIELDS, from: '%REQ(X-FORWARDED-CLIENT-CERT)%' }, /DOWNSTREAM_PEER_URI_SAN/],
  ['nothing', { message: 'a call' }, /START_TIME[\s\S]*DOWNSTREAM_LOCAL_ADDRESS/],
] as const;

it.each(TEXTS)('refuses a text with %s, which Envoy takes, and says why', async (_, text, why) => {
  await expectRefused({ kind: 'text', text }, why);
});

it.each(OBJECTS)('refuses keys with %s, which Envoy takes, and says why', async (_, fields, why) => {
  await expectRefused({ kind: 'json', fields }, why);
});

it('says so on the command line, for texts and for keys', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'fields.json');
  await writeFile(file, JSON.stringify({ ...JSON_FIELDS, code: 200 }));
  for (const said of [
    ['--format', `envoy:${ENVOY_DEFAULT}`],
    ['--json-fields', file],
  ]) {
    const { code, stdout, stderr } = await runRecommend(said, 'a line\n');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^leastpath: log format: .*add %/);
  }
});

it('takes what these formats would be without their flaws', async () => {
  const line = '2026-03-02T10:00:00.123Z "GET /a" 200 - via_upstream 10.1.2.3:8080 -\n';
  const { code, stdout, stderr } = await runRecommend(['--format', `envoy:${ALL}`, '--output', 'json'], line);
  expect(JSON.parse(stdout || '{}'), `${code} ${stderr}`).toMatchObject({ accounting: { dropped: {} } });
  expect(() => ownFormat({ kind: 'json', fields: JSON_FIELDS })).not.toThrow();
});

async function expectRefused(template: LogTemplate, why: RegExp): Promise<void> {
  expect(await refusalOf(template)).toBeNull();
  expect(() => ownFormat(template)).toThrow(AppError);
  expect(() => ownFormat(template)).toThrow(why);
}
