/**
 * Writes data to stdout and waits until it was taken: who reads may be slow, and only then the program may
 * end. Who reads may also go before the end (`| head`), which is no fault of anybody's.
 */
export async function print(text: string): Promise<void> {
  const { stdout } = process;
  await new Promise<void>((taken, failed) => {
    stdout.write(text, (error) => {
      if (error && !isGone(error)) failed(error);
      else taken();
    });
  });
}

function isGone(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
