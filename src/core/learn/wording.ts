/** 0.0004 → `0.04 %` */
export function percent(share: number): string {
  const value = share * 100;
  const digits = value >= 1 || value === 0 ? 1 : value >= 0.1 ? 2 : 3;
  return `${trimmed(value.toFixed(digits))} %`;
}

/** `9.2 days`; in scaled time `9.2 scaled days`. */
export function days(count: number, scaled: boolean): string {
  const text = figure(count);
  return `${text} ${scaled ? 'scaled ' : ''}${text === '1' ? 'day' : 'days'}`;
}

/** `9.2`, rounded down, so that a figure never claims to have reached what it hasn't. */
export function figure(count: number): string {
  return trimmed((Math.floor(count * 10 + 1e-9) / 10).toFixed(1));
}

/** `2 callers`, `1 caller` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
