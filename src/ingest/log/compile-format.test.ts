import { describe, expect, it } from 'vitest';
import { AppError } from '../../app-error.ts';
import { compileFormat } from './compile-format.ts';
import { FIELDS } from './operators.ts';
import { createLineSplit } from './split-line.ts';

const SOUND =
  '%START_TIME% %REQ(:METHOD)% "%REQ(:PATH)%" "%REQ(USER-AGENT)%" 100%% %RESPONSE_CODE% %RESPONSE_FLAGS% ' +
  '"%REQ(X-REQUEST-ID)%" %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%';
const TIME = '2026-03-02T10:00:00.123Z';

function fieldsOf(line: string, format: string): Record<string, string> | string {
  const { bounds, split } = createLineSplit();
  const result = split(line, compileFormat(format));
  if (result !== 'split') return result;
  const found = FIELDS.map((field, i) => [field, line.slice(bounds[2 * i], bounds[2 * i + 1])] as const);
  return Object.fromEntries(found.filter((_, i) => (bounds[2 * i] ?? -1) >= 0));
}

describe('a format', () => {
  it('says how its lines are split', () => {
    expect(fieldsOf(`${TIME} GET "/p" "a" 100% 200 - "r" L R`, SOUND)).toEqual({
      startTime: TIME,
      method: 'GET',
      rawPath: '/p',
      code: '200',
      flags: '-',
      local: 'L',
      remote: 'R',
    });
  });

  it.each([
    ['a quote in free text', 'GET "/p" "a"b" 100% 200 - "r" L R', '200'],
    ['a piece of itself in free text', 'GET "/p" "" 100% 404 x" 100% 200 - "" L R', '200'],
    ['what looks like more after the connector', 'GET "/p" "a" 100% 200 - "r" L" L R', '200'],
  ])('is split at the only place that fits: %s', (_, line, code) => {
    expect(fieldsOf(`${TIME} ${line}`, SOUND)).toMatchObject({ code, rawPath: '/p', remote: 'R' });
  });

  it.each(['GET "/p" "a" 100% 404 - "b" 100% 200 - "r" L R', 'GET "/p" "q" "a" 100% 200 - "r" L R'])(
    'with two places that fit is ambiguous: %s',
    (line) => {
      expect(fieldsOf(`${TIME} ${line}`, SOUND)).toBe('ambiguous');
    },
  );

  it('may differ in what is not read', () => {
    const format = `${SOUND} "%REQ(A)%" "%REQ(B)%"`;
    const line = `${TIME} GET "/p" "a" 100% 200 - "r" L R "a" "b" "c"`;
    expect(fieldsOf(line, format)).toMatchObject({ code: '200', remote: 'R' });
  });

  it.each([
    ['another literal', 'GET "/p" "a" 99% 200 - "r" L R'],
    ['an empty field', 'GET "/p" "a" 100%  - "r" L R'],
    ['more at its end', 'GET "/p" "a" 100% 200 - "r" L R x'],
    ['a code that is none', 'GET "/p" "a" 100% 999 - "r" L R'],
    ['nothing', ''],
  ])('fits no line with %s', (_, line) => {
    expect(fieldsOf(`${TIME} ${line}`, SOUND)).toBe('no-match');
  });
});

const REST = '%RESPONSE_CODE% %RESPONSE_FLAGS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%';
const REQUEST = '%REQ(:METHOD)% "%REQ(:PATH)%"';
const READ = {
  method: 'GET',
  rawPath: '/a b',
  code: '200',
  flags: '-',
  local: '1.1.1.1:1',
  remote: '2.2.2.2:2',
};

describe('a format of another kind is read too:', () => {
  it.each([
    [
      'commas, brackets, tabs, bars and equals signs',
      '[%START_TIME%],%REQ(:METHOD)%,"%REQ(:PATH)%"\t%RESPONSE_CODE%|%RESPONSE_FLAGS%;' +
        'a=%DOWNSTREAM_LOCAL_ADDRESS%=%DOWNSTREAM_REMOTE_ADDRESS%}',
      `[${TIME}],GET,"/a b"\t200|-;a=1.1.1.1:1=2.2.2.2:2}`,
    ],
    [
      'JSON that is written as text',
      '{"t":"%START_TIME%","m":"%REQ(:METHOD)%","p":"%REQ(:PATH)%","c":%RESPONSE_CODE%,' +
        '"f":"%RESPONSE_FLAGS%","ua":"%REQ(USER-AGENT)%",' +
        '"l":"%DOWNSTREAM_LOCAL_ADDRESS%","r":"%DOWNSTREAM_REMOTE_ADDRESS%"}\n',
      `{"t":"${TIME}","m":"GET","p":"/a b","c":200,"f":"-","ua":"","l":"1.1.1.1:1","r":"2.2.2.2:2"}`,
    ],
    [
      'a time with a blank',
      `1.1.1.1 - [%START_TIME(%d/%b/%Y:%H:%M:%S %z)%] ${REQUEST} ${REST}`,
      '1.1.1.1 - [02/Mar/2026:10:00:00 +0000] GET "/a b" 200 - 1.1.1.1:1 2.2.2.2:2',
    ],
    [
      'a time with blanks that end it',
      `%START_TIME(%A, %d %b %Y %T)% ${REQUEST} ${REST}`,
      'Monday, 02 Mar 2026 10:00:00 GET "/a b" 200 - 1.1.1.1:1 2.2.2.2:2',
    ],
    [
      'a time without an end',
      `%START_TIME(%F)%%START_TIME%${REQUEST} ${REST}`.replace('%%REQ', '% %REQ'),
      `2026-03-02${TIME} GET "/a b" 200 - 1.1.1.1:1 2.2.2.2:2`,
    ],
    [
      'a time at the end',
      `${REQUEST} ${REST} %START_TIME(%a %b %d %T %Y)%`,
      'GET "/a b" 200 - 1.1.1.1:1 2.2.2.2:2 Mon Mar 02 10:00:00 2026',
    ],
    [
      'free text at the end',
      `%START_TIME% %REQ(:METHOD)% ${REST} %REQ(:PATH)%`,
      `${TIME} GET 200 - 1.1.1.1:1 2.2.2.2:2 /a b`,
    ],
    [
      'free text and a literal at the end',
      `%START_TIME% %REQ(:METHOD)% ${REST} %REQ(:PATH)% end\n`,
      `${TIME} GET 200 - 1.1.1.1:1 2.2.2.2:2 /a b end`,
    ],
    [
      'an operator of a newer Envoy',
      `%START_TIME% %REQ(:METHOD)% "%MOON_PHASE%" "%REQ(:PATH)%" ${REST}`,
      `${TIME} GET "new, or full" "/a b" 200 - 1.1.1.1:1 2.2.2.2:2`,
    ],
    [
      'free text at the beginning',
      `%REQ(:PATH)% %START_TIME% %REQ(:METHOD)% ${REST}`,
      `/a b ${TIME} GET 200 - 1.1.1.1:1 2.2.2.2:2`,
    ],
    [
      'free text that a field of fixed form keeps apart',
      `%START_TIME% %REQ(:PATH)% %DURATION% %REQ(A)% %REQ(:METHOD)% ${REST}`,
      `${TIME} /a b 17 x y GET 200 - 1.1.1.1:1 2.2.2.2:2`,
    ],
    [
      'a name whose end may be in it',
      `%START_TIME% %ROUTE_NAME%-%RESPONSE_CODE%-"%REQ(:PATH)%" %REQ(:METHOD)% %RESPONSE_FLAGS% ` +
        '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%',
      `${TIME} a-200-"/a b" GET - 1.1.1.1:1 2.2.2.2:2`,
    ],
  ])('%s', (_, format, line) => {
    expect(fieldsOf(line, format)).toMatchObject(READ);
  });
});

describe('a format is refused', () => {
  it.each([
    ["it doesn't say when a request began", SOUND.replace('START_TIME', 'MOON_PHASE')],
    [
      'only " ", which may be in them, keeps apart %REQ(USER-AGENT)% and %MOON_PHASE%',
      SOUND.replace('" 100', ' %MOON_PHASE%" 100'),
    ],
    ["doesn't end", `${SOUND} %REQ(`],
    ['nothing stands between %REQ(:PATH)% and %REQ(USER-AGENT)%', SOUND.replace('" "', '')],
    [
      'nothing stands between %RESPONSE_CODE% and %RESPONSE_FLAGS%',
      SOUND.replace('% %RESPONSE_FL', '%%RESPONSE_FL'),
    ],
    [
      'only " ", which may be in them, keeps apart %REQ(USER-AGENT)% and %REQ(A)%',
      SOUND.replace('" 100', ' %REQ(A)%" 100'),
    ],
    ["it doesn't say when a request began: add %START_TIME%", SOUND.replace('%START_TIME% ', '')],
    ["%START_TIME(%F)% doesn't tell an instant", SOUND.replace('START_TIME', 'START_TIME(%F)')],
    ["%START_TIME_LOCAL(%F %T)% doesn't tell", SOUND.replace('START_TIME', 'START_TIME_LOCAL(%F %T)')],
    ["%START_TIME(%Q %T)% doesn't tell", SOUND.replace('START_TIME', 'START_TIME(%Q %T)')],
    ['the response code: add %RESPONSE_CODE%', SOUND.replace('%RESPONSE_CODE% ', '')],
    ['how it ended', SOUND.replace('%RESPONSE_FLAGS% ', '')],
    ['the method: add %REQ(:METHOD)%', SOUND.replace('%REQ(:METHOD)% ', '')],
    ['the path: add %REQ(:PATH)%', SOUND.replace('%REQ(:PATH)%', '')],
    ['who was called: add %DOWNSTREAM_LOCAL_ADDRESS%', SOUND.replace('%DOWNSTREAM_LOCAL_ADDRESS% ', '')],
    ['who called: add %DOWNSTREAM_PEER_URI_SAN%', SOUND.replace(' %DOWNSTREAM_REMOTE_ADDRESS%', '')],
    ['%RESPONSE_CODE_DETAILS:100% cuts what may be longer', `${SOUND} "%RESPONSE_CODE_DETAILS:100%"`],
    ['it writes several lines', `${SOUND}\n-`],
  ])('%s', (why, format) => {
    expect(() => compileFormat(SOUND)).not.toThrow();
    expect(() => compileFormat(format)).toThrow(AppError);
    expect(() => compileFormat(format)).toThrow(why);
  });

  it('for all that it lacks at once', () => {
    expect(() => compileFormat('%START_TIME% "%REQ(:PATH)%"\n')).toThrow(
      /response code.*how it ended.*the method.*who was called.*who called/,
    );
  });

  it.each(['%REQ(:PATH):20%', '%REQ(:PATH)%', '%PATH(NQ):20%'])(
    'but not for a path that is cut: %s',
    (path) => {
      expect(() => compileFormat(SOUND.replace('%REQ(:PATH)%', path))).not.toThrow();
    },
  );

  it('but reads the one that is whole, of two', () => {
    const format = `${SOUND} "%RESPONSE_CODE_DETAILS:100%" %RESPONSE_CODE_DETAILS%`;
    expect(compileFormat(format).operators.get('details')?.max).toBeNull();
  });
});
