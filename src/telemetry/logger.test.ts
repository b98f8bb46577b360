import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function captured(options: Parameters<typeof createLogger>[0]) {
  const lines: string[] = [];
  const logger = createLogger(options, { write: (line: string) => void lines.push(line) });
  return { logger, lines };
}

it('writes one JSON object a line', () => {
  const { logger, lines } = captured({ level: 'info', format: 'json' });

  logger.info({ records: 3 }, 'flushed');
  logger.debug('unseen');

  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    records: 3,
    msg: 'flushed',
  });
});

it('writes text that a name from the network can not break', () => {
  const { logger, lines } = captured({ level: 'info', format: 'text' });

  logger.warn({ node: 'a\nb\u001b[2J', parts: ['x'] }, 'message malformed');

  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\S+Z warn {2}message malformed node=a\\nb\\u001b\[2J parts=\["x"\]\n$/);
});
