import { exitCodeOf } from './cli/exit.ts';
import { createProgram } from './cli/program.ts';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => controller.abort());
}

// Who reads may go before the end (`| head`): no fault of anybody's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await createProgram(controller.signal).parseAsync(process.argv);
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
// Everything is released by now; should something still hold the loop, it is cut off rather than left hanging.
setTimeout(() => process.exit(), 10_000).unref();
