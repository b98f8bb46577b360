import { describe, expect, it } from 'vitest';
import { AppError } from '../../app-error.ts';
import { compileFormat } from './compile-format.ts';
import { FIELDS } from './format-fields.ts';
import { createLineSplit } from './split-line.ts';

const SOUND =
  '%START_TIME% %REQ(:METHOD)% "%REQ(USER-AGENT)%" 100%% %RESPONSE_CODE% %RESPONSE_FLAGS% "%REQ(X-REQUEST-ID)%" ' +
  '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%';

function fieldsOf(line: string, format: string): Record<string, string> | string {
  const { bounds, split } = createLineSplit();
  const result = split(line, compileFormat(format));
  if (result !== 'split') return result;
  const found = FIELDS.map((field, i) => [field, line.slice(bounds[2 * i], bounds[2 * i + 1])] as const);
  return Object.fromEntries(found.filter((_, i) => (bounds[2 * i] ?? -1) >= 0));
}

describe('a format', () => {
  it('says how its lines are split', () => {
    expect(fieldsOf('T GET "a" 100% 200 - "r" L R', SOUND)).toEqual({
      startTime: 'T',
      method: 'GET',
      code: '200',
      flags: '-',
      local: 'L',
      remote: 'R',
    });
  });

  it.each([
    ['a quote in free text', 'T GET "a"b" 100% 200 - "r" L R', '200'],
    ['a piece of itself in free text', 'T GET "" 100% 404 x" 100% 200 - "" L R', '200'],
    ['what looks like more after the connector', 'T GET "a" 100% 200 - "r" L" L R', '200'],
  ])('is split at the only place that fits: %s', (_, line, code) => {
    expect(fieldsOf(line, SOUND)).toMatchObject({ code, remote: 'R' });
  });

  it('with two places that fit is ambiguous', () => {
    expect(fieldsOf('T GET "a" 100% 404 - "b" 100% 200 - "r" L R', SOUND)).toBe('ambiguous');
  });

  it.each([
    ['another literal', 'T GET "a" 99% 200 - "r" L R'],
    ['an empty field', 'T GET "a" 100%  - "r" L R'],
    ['more at its end', 'T GET "a" 100% 200 - "r" L R x'],
    ['nothing', ''],
  ])('fits no line with %s', (_, line) => {
    expect(fieldsOf(line, SOUND)).toBe('no-match');
  });

  it.each([
    ['nobody knows the operator', SOUND.replace('START_TIME', 'MOON_PHASE')],
    ['an operator does not end', `${SOUND} %REQ(`],
    ['nothing stands between two operators', SOUND.replace('% "%', '%%')],
    ['free texts can run together', SOUND.replace('%" 100%%', '% %REQ(:AUTHORITY)%" 100%%')],
    ['a field ends at no blank', SOUND.replace('%RESPONSE_CODE% ', '%RESPONSE_CODE%/')],
    ['it ends in free text', `${SOUND} "%REQ(:AUTHORITY)%"`],
    ['it has no time', SOUND.replace('%START_TIME% ', '')],
    ['it has no code', SOUND.replace('%RESPONSE_CODE% ', '')],
    ['it has no free text', '%START_TIME% %RESPONSE_CODE% %RESPONSE_FLAGS% x'],
  ])('is refused when %s', (_, format) => {
    expect(() => compileFormat(SOUND)).not.toThrow();
    expect(() => compileFormat(format)).toThrow(AppError);
  });
});
