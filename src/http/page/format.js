const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export function count(n) {
  return n < 100_000 ? NUMBER.format(n) : SHORT.format(n);
}

/** A share is never rounded up to 100 % nor down to 0 %. */
export function percent(share) {
  if (share === null) return '–';
  const value = share * 100;
  if (value > 0 && value < 0.1) return '< 0.1 %';
  if (value > 99.9 && value < 100) return '> 99.9 %';
  return `${value.toFixed(value === 0 || value === 100 || value >= 10 ? 0 : 1)} %`;
}

export function duration(seconds) {
  if (seconds <= 0) return '–';
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 3600) return `${(seconds / 60).toFixed(0)} min`;
  if (seconds < 48 * 3600) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(1)} d`;
}

export function ago(time, now = Date.now()) {
  const seconds = (now - Date.parse(time)) / 1000;
  if (seconds < 2) return 'now';
  return `${duration(seconds)} ago`;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const CLOCK_SECONDS = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** Near moments with seconds: in scaled time gates clear within a minute. */
export function moment(time, now = Date.now()) {
  const at = Date.parse(time);
  return Math.abs(at - now) < 3_600_000 ? CLOCK_SECONDS.format(at) : CLOCK.format(at);
}
