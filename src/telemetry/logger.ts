import { Writable } from 'node:stream';
import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger };

export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format: 'json' | 'text';
}

/** Logs of every command go to stderr: stdout is data. `to` is for tests. */
export function createLogger(options: LoggerOptions, to: DestinationStream = destination(2)): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(settings, options.format === 'json' ? to : asText(to));
}

function asText(to: DestinationStream): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string | Buffer, _encoding, done) {
      to.write(textOfLine(String(line)));
      done();
    },
  });
}

/** `2026-03-02T10:00:00.000Z warn  message key=value` */
function textOfLine(line: string): string {
  const { time, level, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const pairs = Object.entries(rest).map(([key, value]) => {
    return ` ${key}=${typeof value === 'object' ? JSON.stringify(value) : escaped(String(value))}`;
  });
  return `${String(time)} ${String(level).padEnd(5)} ${escaped(String(msg))}${pairs.join('')}\n`;
}

/** Names in it come from the network: none may forge a line or move a terminal's cursor. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) =>
    JSON.stringify(char).slice(1, -1),
  );
}
