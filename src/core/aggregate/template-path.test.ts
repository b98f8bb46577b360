import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isTemplate, matchesTemplate } from './path-language.ts';
import { templatePath } from './template-path.ts';

const UUID = '550e8400-e29b-41d4-a716-446655440000';
const ULID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcDEF123-_x';

it.each([
  ['/cart/1000/items', '/cart/{*}/items'],
  ['/cart/0', '/cart/{*}'],
  ['/2001', '/{*}'],
  ['/cart/-5', '/cart/{*}'],
  ['/cart/42/', '/cart/{*}/'],
  ['/report/2026-03-02', '/report/{*}'],
  ['/report/2026-03', '/report/{*}'],
  ['/report/2026-03-02T10:00:00Z', '/report/{*}'],
  ['/report/2026-03-02T10%3A00%3A00%2B01%3A00', '/report/{*}'],
  ['/commit/9f8e7d6c', '/commit/{*}'],
  ['/commit/3e5f12ab90', '/commit/{*}'],
  ['/cart/2001/items/7', '/cart/{*}/items/{*}'],
])('folds an identifier that may be a sample: %s', (path, template) => {
  expect(templatePath(path)).toEqual({ template, secret: false });
});

it.each([
  [`/u/${UUID}`, '/u/{*}'],
  [`/u/${UUID.toUpperCase()}/orders/5`, '/u/{*}/orders/{*}'],
  [`/u/urn:uuid:${UUID}`, '/u/{*}'],
  [`/files/${UUID}.json`, '/files/{*}'],
  [`/odata/Users('${UUID}')/Name`, '/odata/{*}/Name'],
  [`/e/${ULID}`, '/e/{*}'],
  [`/e/usr_${ULID.toLowerCase()}`, '/e/{*}'],
  ['/m/jane.doe@example.com', '/m/{*}'],
  ['/m/jane.doe%40example.co.uk/inbox', '/m/{*}/inbox'],
  ['/m/@jane@example.org', '/m/{*}'],
  [`/auth/${JWT}`, '/auth/{*}'],
  [`/auth/token=${JWT}`, '/auth/{*}'],
  ['/reset/token=t6fphL3L7Z_4m8zCcsXW-hIabiZ9Am4I', '/reset/{*}'],
  ['/s;jsessionid=8F3A2B1C9D4E5F60718293A4B5C6D7E8', '/{*}'],
  ['/k/d41d8cd98f00b204e9800998ecf8427e', '/k/{*}'],
  ['/k/507f1f77bcf86cd799439011', '/k/{*}'],
  ['/k/dQw4w9WgXcQaB3kZ9pLmN2xY', '/k/{*}'],
  ['/k/aGVsbG8gd29ybGQhIHRoaXMgaXM%3D', '/k/{*}'],
  ['/k/4mBsr6YMYJ7oQLM%2FvjZTwqnaqMxNbeYJ', '/k/{*}'],
  ['/k/JMoglkUzbK%2FvKX%2FhQcA2%2B2%2FerBS7q16sH2J6x%2FcChF8%3D', '/k/{*}'],
  ['/k/ghp_16C7e42F292c6912E7710c838347Ae178B4a', '/k/{*}'],
  ['/phone/491701234567', '/phone/{*}'],
  ['/phone/+491701234567', '/phone/{*}'],
  ['/card/4111-1111-1111-1111', '/card/{*}'],
  ['/card/4111111111111111.pdf', '/card/{*}'],
  ['/iban/DE89370400440532013000', '/iban/{*}'],
])('folds an identifier that must not be stored: %s', (path, template) => {
  expect(templatePath(path)).toEqual({ template, secret: true });
});

it.each([
  '/',
  '',
  '/healthz',
  '/api/v1/users/me',
  '/v2/pets',
  '/static/app.9f8e7d6c.js',
  '/static/main.3f2a9c8b7d6e5f4a3b2c.css.map',
  '/404.html',
  '/.git/config',
  '/actuator/env',
  '/wp-login.php',
  '/deadbeef',
  '/facade/decade',
  '/cafe2024',
  '/feedback',
  '/iphone-15-pro-max-256gb-2tb',
  '/sha256-rsa2048-v15',
  '/ipv4-to-ipv6-gateway',
  '/GetCustomerOrderHistoryV2ForAccount',
  '/internationalization-and-localization',
  '/react@18.2.0',
  '/@babel/core',
  '/shop.pricing.v1.Pricing/GetPrice',
  '/google.cloud.bigquery.storage.v1beta2.BigQueryRead/CreateReadSession',
  '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
  '/caf%C3%A9/%E2%82%AC',
  '/%zz-bad-escape',
  '/semi;v=1/x',
  '/projects/gitlab-org%2Fgitlab-foss/issues',
  '/files/src%2Fmain%2Fjava%2Fcom%2Fexample%2FCustomerService.java',
  '/odata/$filter=customerNumber%20eq%20orderNumber',
  '/star*/[x]/%7Bid%7D',
  `/${'p'.repeat(2000)}`,
])('leaves words alone: %s', (path) => {
  expect(templatePath(path)).toEqual({ template: path, secret: false });
});

it.each([
  ['//users/42', '//users/42', false],
  ['/users//42', '/users//42', false],
  ['users/42', 'users/42', false],
  ['/a*b/42', '/a*b/42', false],
  ['/{id}/42', '/{id}/42', false],
  ['/[x]/42', '/[x]/42', false],
  ['/a/42//', '/a/42//', false],
  [`//users/${UUID}/42`, '//users/{secret}/42', true],
  [`/users/[${UUID}]`, '/users/{secret}', true],
  [`/a*b/${UUID}`, '/a*b/{secret}', true],
  [`http://host/${UUID}`, 'http://host/{secret}', true],
])('makes no template that a proxy would refuse: %s', (path, template, secret) => {
  expect(templatePath(path)).toEqual({ template, secret });
});

const segment = fc.oneof(
  fc.constantFrom('users', 'v1', '', '{*}', '{secret}', 'a*b', 'app.9f8e7d6c.js', '[x]', 'é', '%41'),
  fc.uuid(),
  fc.nat().map(String),
  fc.string({ maxLength: 30 }).map((text) => text.replaceAll('/', '')),
  fc.stringMatching(/^[0-9a-f]{8,40}$/),
);
const path = fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`);

it('is idempotent', () => {
  fc.assert(
    fc.property(path, (text) => {
      const { template } = templatePath(text);
      expect(templatePath(template)).toEqual({ template, secret: false });
    }),
    { numRuns: 2000 },
  );
});

it('gives templates that match the path they came from and that Envoy can parse', () => {
  fc.assert(
    fc.property(path, (text) => {
      fc.pre(!/[{}]/.test(text));
      const { template } = templatePath(text);
      if (!isTemplate(template)) return;
      expect(matchesTemplate(template, text)).toBe(true);
      expect(template).toMatch(/^(\/(\{\*\}|[\w\-.~%!$&'()+,;:@=]+))+\/?$/);
    }),
    { numRuns: 2000 },
  );
});

it('never lets a UUID through', () => {
  fc.assert(
    fc.property(
      fc.array(segment, { maxLength: 3 }),
      fc.uuid(),
      fc.constantFrom('', 'x-', '(', 'id='),
      (before, id, prefix) => {
        const { template, secret } = templatePath(`/${[...before, prefix + id].join('/')}`);
        expect(template).not.toContain(id);
        expect(secret).toBe(true);
      },
    ),
  );
});

it('takes linear time on long segments', () => {
  for (const text of ['a', 'eyJ', 'a@', '1-', '%41', 'aB3', ':eyJa.']) {
    const long = `/${text.repeat(20_000)}`;
    expect(templatePath(long).template.length).toBeGreaterThan(0);
  }
});
