const PREFIX_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length;
const SECOND = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/;
const ZONE = /^([+-])([01]\d|2[0-3]):?([0-5]\d)$/;

export interface TimeReader {
  /** ms since 1970; NaN = not a time. */
  read(text: string): number;
}

/**
 * Reads Envoy's times (`2026-03-02T10:00:00.123Z`, also with `+0000` and other fractions). Lines come in the
 * order of time, so the second that was read last is mostly the one that is read next.
 */
export function createTimeReader(): TimeReader {
  let cachedText = '';
  let cachedMs = Number.NaN;

  function read(text: string): number {
    if (cachedText === '' || !text.startsWith(cachedText)) {
      cachedText = '';
      cachedMs = msOfSecond(text.slice(0, PREFIX_LENGTH));
      if (Number.isNaN(cachedMs)) return cachedMs;
      cachedText = text.slice(0, PREFIX_LENGTH);
    }
    const end = endOfFraction(text);
    const ms = fractionMs(text, end);
    if (end === text.length - 1 && text.charCodeAt(end) === 90 /* Z */) return cachedMs + ms;
    return cachedMs + ms - zoneMs(text.slice(end));
  }

  return { read };
}

function msOfSecond(text: string): number {
  const [year, month, day, hour, minute, second] = (SECOND.exec(text) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return Number.NaN;
  if (hour === undefined || hour > 23 || minute === undefined || minute > 59) return Number.NaN;
  // A leap second is written as 60.
  if (second === undefined || second > 60) return Number.NaN;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return Number.NaN;
  return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}

function endOfFraction(text: string): number {
  let end = PREFIX_LENGTH;
  if (text.charCodeAt(end) !== 46 /* . */) return end;
  do end++;
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57);
  return end;
}

function fractionMs(text: string, end: number): number {
  if (end === PREFIX_LENGTH) return 0;
  if (end === PREFIX_LENGTH + 1 || end > PREFIX_LENGTH + 10) return Number.NaN;
  let ms = 0;
  for (let i = 0, at = PREFIX_LENGTH + 1; i < 3; i++, at++)
    ms = ms * 10 + (at < end ? text.charCodeAt(at) - 48 : 0);
  return ms;
}

function zoneMs(zone: string): number {
  const [, sign, hours, minutes] = ZONE.exec(zone) ?? [];
  if (sign === undefined) return Number.NaN;
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -ms : ms;
}
