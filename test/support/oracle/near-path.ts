import type { Draft } from './draft.ts';
import type { Random } from './random.ts';
import { randomSegments } from './random-value.ts';
import { SEGMENTS } from './words.ts';

/** Bytes that matter to normalisation and templates (N1, T2); not those that end a request line. */
const ODD = [
  '"',
  '<',
  '>',
  '^',
  '`',
  '{',
  '|',
  '}',
  '[',
  ']',
  '*',
  '=',
  ';v=1',
  '%22',
  '%5B',
  '%00',
  '%zz',
  '%',
  '+',
  '@',
];

/** Makes the path another one that is near, or the same one written otherwise. */
export function changePath(random: Random, draft: Draft): void {
  const { path } = draft;
  const at = path.lastIndexOf('/');
  const segment = random.pick(SEGMENTS);
  const place = random.int(path.length) + 1;
  draft.path = random.pick([
    path.endsWith('/') ? path.slice(0, -1) || '/' : `${path}/`,
    `${path}/${segment}`,
    `${path}x`,
    path.slice(0, -1) || '/',
    path.slice(0, at) || '/',
    `${path.slice(0, at)}/${segment}`,
    path.replace(/[a-z]/, (letter) => letter.toUpperCase()),
    path.replace('/', '//'),
    `${path.slice(0, at)}/${path.slice(at)}`,
    path.replace('/', '/./'),
    `/x/..${path}`,
    `${path}/.`,
    `${path}/..`,
    `/..${path}`,
    path.replace('/', '/%2e%2E/'),
    `${path.slice(0, at)}${random.pick(['%2F', '%2f', '%5C', '%5c', '\\'])}${path.slice(at + 1)}`,
    path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    `${path}?${random.pick(['', 'x=1', 'x=/../y', 'a=%41&b="', 'x?y'])}`,
    `${path.slice(0, place)}${random.pick(ODD)}${path.slice(place)}`,
    `${path}${random.pick(ODD)}`,
    randomSegments(random, 1, 3),
    `${path}#frag`,
    `${path}?q=1#frag`,
    '/',
    '//',
    `http://${draft.host}${path}`,
  ]);
  if (random.chance(0.03)) {
    draft.path += random.pick(['é', '/ü/x', '/日本']);
    draft.http2 = true;
  }
}
